#!/bin/bash
#SBATCH --job-name=bandwidths
#SBATCH --time=00:30:00
#SBATCH --mem=2G
#SBATCH --partition=short
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=collect-%j.log

gandyn=(gandyn)
exec "${gandyn[@]}" collect --to=bandwidths.csv sweeps/bandwidths
