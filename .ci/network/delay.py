"""A switch whose frames are late and sometimes lost:  delay.py PORTS MILLISECONDS LOSS

Creates the network devices hush-tap1, hush-tap2, ... Frames between them are delayed, and lost with a probability from 0 to 1.
"""
import collections
import fcntl
import os
import random
import select
import struct
import sys
import time

TUNSETIFF, IFF_TAP, IFF_NO_PI = 0x400454CA, 2, 0x1000
BROADCAST = b"\xff" * 6

ports, delay, loss = int(sys.argv[1]), float(sys.argv[2]) / 1000, float(sys.argv[3])
lottery = random.Random(1)
devices = []
for port in range(ports):
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH22x", f"hush-tap{port + 1}".encode(), IFF_TAP | IFF_NO_PI))
    devices.append(device)

port_of = {}                    # by address
late = collections.deque()      # (time, port, frame)
while True:
    wait = max(0, late[0][0] - time.monotonic()) if late else None
    ready, _, _ = select.select(devices, [], [], wait)
    for device in ready:
        try:
            frame = os.read(device, 65536)
        except OSError:         # the link is down
            continue
        source = devices.index(device)
        port_of[frame[6:12]] = source
        if lottery.random() < loss:
            continue
        target = port_of.get(frame[:6])
        for port in range(ports) if target is None or frame[0] & 1 else [target]:
            if port != source:
                late.append((time.monotonic() + delay, port, frame))
    while late and late[0][0] <= time.monotonic():
        _, port, frame = late.popleft()
        try:
            os.write(devices[port], frame)
        except OSError:
            pass
