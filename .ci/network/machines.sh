# Simulated machines, to be sourced by a script that runs as root. Each is a network namespace with its own host name and boot id, so
# that Hush and Open MPI treat it as a machine. Their disk and processors are shared.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
hush_dll=$(cd "$here/../.." && pwd)/src/Hush.Cli/bin/Release/net10.0/hush.dll

# machines_up COUNT [RATE | delay MS LOSS]: connects machines 10.77.0.1, 10.77.0.2, ... by a switch. Each can send and receive at a rate
# (for example 10gbit), or frames are late and lost with a probability. Kernels often lack netem, so a program delays them.
machines_up() {
  local count=$1 kind=${2:-} n
  machines_down
  mkdir -p /run/hush-machines
  ip netns add hush-switch
  ip -n hush-switch link set lo up
  for n in $(seq "$count"); do
    ip netns add "hush$n"
    ip -n "hush$n" link set lo up
    printf '00000000-0000-0000-0000-%012d\n' "$n" > "/run/hush-machines/boot_id$n"
  done
  if [ "$kind" = delay ]; then
    python3 "$here/delay.py" "$count" "$3" "$4" > /run/hush-machines/delay.log 2>&1 &
    echo $! > /run/hush-machines/delay.pid
    disown
    for n in $(seq "$count"); do
      until ip link show "hush-tap$n" > /dev/null 2>&1; do sleep 0.1; done
      ip link set "hush-tap$n" netns "hush$n" name eth0
    done
  else
    ip -n hush-switch link add bridge0 type bridge
    ip -n hush-switch link set bridge0 up
    for n in $(seq "$count"); do
      ip -n hush-switch link add "port$n" type veth peer name eth0 netns "hush$n"
      ip -n hush-switch link set "port$n" master bridge0 up
      if [ -n "$kind" ]; then
        tc -n hush-switch qdisc add dev "port$n" root tbf rate "$kind" burst 512kb latency 20ms
        tc -n "hush$n" qdisc add dev eth0 root tbf rate "$kind" burst 512kb latency 20ms
      fi
    done
  fi
  for n in $(seq "$count"); do
    ip -n "hush$n" address add "10.77.0.$n/24" dev eth0
    ip -n "hush$n" link set eth0 up
  done
}

machines_down() {
  local name
  if [ -f /run/hush-machines/delay.pid ]; then
    kill "$(cat /run/hush-machines/delay.pid)" 2> /dev/null
    rm /run/hush-machines/delay.pid
  fi
  for name in $(ip netns list | grep -oE '^hush(-switch|[0-9]+)'); do
    ip netns pids "$name" | xargs -r kill -KILL 2> /dev/null
    ip netns delete "$name"
  done
  return 0
}

# on_ranks COUNT COMMAND...: replaces this process by an mpirun on machine 1 that starts one rank per machine.
on_ranks() {
  local count=$1 n hosts=""
  shift
  for n in $(seq "$count"); do hosts+=",10.77.0.$n:1"; done
  export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
  exec "$here/on" 10.77.0.1 "exec $(printf '%q ' mpirun ${MPIRUN_OPTIONS:-} --host "${hosts:1}" --map-by ppr:1:node --bind-to none \
    --mca plm_rsh_agent "$here/on" --mca oob_tcp_if_include eth0 --mca btl tcp,self --mca btl_tcp_if_include eth0 "$@")"
}

# hush_ranks COUNT ARGUMENT...: Hush on ranks.
hush_ranks() {
  local count=$1
  shift
  on_ranks "$count" dotnet "$hush_dll" "$@"
}

# rank_pid RANK: its process, if it runs.
rank_pid() {
  local pid
  for pid in $(ip netns pids "hush$(($1 + 1))" 2> /dev/null); do
    if grep -qxz "OMPI_COMM_WORLD_RANK=$1" "/proc/$pid/environ" 2> /dev/null; then echo "$pid"; fi
  done
}
