#!/bin/bash
#SBATCH --job-name=clean-archive
#SBATCH --array=0-15
#SBATCH --cpus-per-task=8 --mem=4G --time=04:00:00
#SBATCH --requeue --open-mode=append
# As many shards as tasks in --array. With the number given, single tasks can run again:
# sbatch --array=3,7 clean-archive.sh

hush denoise scans/ -o clean/ --shard auto/16
code=$?

# 75: this machine failed, another attempt continues. SLURM itself requeues tasks of lost and preempted nodes.
if [ "$code" -eq 75 ] && [ "${SLURM_RESTART_COUNT:-0}" -lt 3 ]; then
    scontrol requeue "${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}"
fi
exit "$code"
