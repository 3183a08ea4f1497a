#!/bin/sh
# A Slurm of one node, this machine, with its own munge, in a folder of its own: tests/cluster/slurm.sh FOLDER PORT PORT
#
# Needs root, and Debian's slurm-wlm and munge. Says "ready" when jobs can be submitted with SLURM_CONF=FOLDER/slurm.conf,
# and ends all that it started when it is ended.
set -eu
PATH=$PATH:/usr/sbin:/sbin
cd "$1"
node=$(hostname -s)
started=
trap 'for each in $started; do kill "$each" 2>/dev/null || true; done; wait' EXIT
trap 'exit 0' INT TERM

mkdir -p state spool
head -c 1024 /dev/urandom >munge.key
chmod 600 munge.key
cat >slurm.conf <<END
ClusterName=test
SlurmctldHost=$node(127.0.0.1)
SlurmctldPort=$2
SlurmdPort=$3
AuthType=auth/munge
AuthInfo=socket=$1/munge.sock
CredType=cred/munge
SlurmUser=root
StateSaveLocation=$1/state
SlurmdSpoolDir=$1/spool
SlurmctldPidFile=$1/slurmctld.pid
SlurmdPidFile=$1/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SlurmdParameters=config_overrides
ReturnToService=2
KillWait=2
NodeName=$node NodeAddr=127.0.0.1 CPUs=4 RealMemory=16000 State=UNKNOWN
PartitionName=class Nodes=ALL Default=YES MaxTime=INFINITE State=UP
END
export SLURM_CONF="$1/slurm.conf"

munged --foreground --force --key-file="$1/munge.key" --socket="$1/munge.sock" --pid-file="$1/munged.pid" \
    --log-file="$1/munged.log" --seed-file="$1/munge.seed" >munged.out 2>&1 &
started="$started $!"
while [ ! -S munge.sock ]; do
    kill -0 $! || exit 1
    sleep 0.2
done
slurmctld -D >slurmctld.log 2>&1 &
started="$started $!"
slurmd -D >slurmd.log 2>&1 &
started="$started $!"
until sinfo --noheader --format=%t 2>/dev/null | grep -q '^idle'; do
    kill -0 $! || exit 1
    sleep 0.5
done
echo ready
wait
