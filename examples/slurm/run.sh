#!/bin/bash
#SBATCH --job-name=ring
#SBATCH --time=02:00:00
#SBATCH --mem=4G
#SBATCH --cpus-per-task=8
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --signal=B:USR1@120

gandyn=(gandyn)

# A signal (time nearly up, or another job goes first) asks for a checkpoint.
asked=
trap 'asked=yes' USR1 TERM
(trap '' USR1; exec "${gandyn[@]}" run --out=runs/ring ring.toml) & pid=$!
while kill -0 "$pid" 2>/dev/null; do
  if [ "$asked" ]; then kill -USR1 "$pid" 2>/dev/null; fi
  sleep 1
done
wait "$pid"; code=$?

# 75: stopped with a checkpoint; above 128: the signal came before gandyn could listen.
if [ $code = 75 ] || { [ "$asked" ] && [ $code -gt 128 ]; }; then
  "${gandyn[@]}" requeue runs/ring
fi
exit $code
