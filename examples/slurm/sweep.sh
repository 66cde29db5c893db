#!/bin/bash
#SBATCH --job-name=bandwidths
#SBATCH --array=0-499%50
#SBATCH --time=02:00:00
#SBATCH --mem=2G
#SBATCH --cpus-per-task=2
#SBATCH --partition=short
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --signal=B:USR1@120
#SBATCH --output=%A_%a.log

gandyn=(gandyn)

# A signal (time nearly up, or another job goes first) asks for a checkpoint.
asked=
trap 'asked=yes' USR1 TERM
(trap '' USR1; exec "${gandyn[@]}" task --index="$SLURM_ARRAY_TASK_ID" --points-per-task=5 sweeps/bandwidths) & pid=$!
while kill -0 "$pid" 2>/dev/null; do
  if [ "$asked" ]; then kill -USR1 "$pid" 2>/dev/null; fi
  sleep 1
done
wait "$pid"; code=$?

# 75: stopped with a checkpoint; above 128: the signal came before gandyn could listen.
if [ $code = 75 ] || { [ "$asked" ] && [ $code -gt 128 ]; }; then
  "${gandyn[@]}" requeue --index="$SLURM_ARRAY_TASK_ID" --points-per-task=5 sweeps/bandwidths
fi
exit $code
