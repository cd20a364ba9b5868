"""Reach: files, processes, network, kernel, and what earlier submissions or the grader may have left in memory."""

from grading.conftest import HIDDEN, KEY, POINTS, RIGHT, STUDENT
from grading.corpus import CANARY, NOTE, SECRET, Hostile, reaching

# Each word in two parts, so that the search does not find itself.
_HUNT = f"halves = {[(word[:8], word[8:]) for word in (HIDDEN, KEY, SECRET, STUDENT, NOTE)]!r}\n"
_OBJECTS = """
import gc
gc.unfreeze()
def holds(text): return [a for a, b in halves if a + b in text]
for one in gc.get_objects():
    ours = 'coursebook' in str(type(one).__module__) or type(one) in (list, tuple, set)
    if ours and one is not halves and not (isinstance(one, dict) and 'halves' in one):
        try: found = holds(repr(one)[:20_000])
        except Exception: continue
        if found: print('REACHED', type(one), found)
"""
_MODULES = """
import sys
for name, module in list(sys.modules.items()):
    text = repr(vars(module))
    if name != '__main__' and any(a + b in text for a, b in halves): print('REACHED', name)
"""
# The kernel copies what is there into a pipe, and refuses what is not, so that the search does not crash.
_MEMORY = """
import ctypes, os, re
libc, size, seen = ctypes.CDLL(None), 65536, 0
rest = {a.encode(): b.encode() for a, b in halves}
pattern = re.compile(b'|'.join(map(re.escape, rest)))
out, into = os.pipe()
os.set_blocking(into, False)
for start in {id(one) & ~0xffffff for one in (object(), ctypes, re, pattern, print, 'x' * 600_000)}:
    for block in range(start - (16 << 20), start + (32 << 20), size):
        got = libc.write(into, ctypes.c_void_p(block), size)
        if got > 0:
            held, seen = os.read(out, got), seen + 1
            for found in pattern.finditer(held):
                if held[found.end() :].startswith(rest[found[0]]): print('REACHED', found[0], hex(block))
if seen < 200: print('REACHED nothing: the search is broken')
"""

REACH = reaching(
    read_secret=f"print(open('{CANARY}').read())\nprint(os.listdir(os.path.dirname('{CANARY}')))\nos.stat('{CANARY}')",
    change_secret=f"open('{CANARY}', 'w').write('x')\nos.remove('{CANARY}')\nos.truncate('{CANARY}', 0)\n"
    f"os.chmod('{CANARY}', 0o777)",
    rename_secret=f"os.rename('{CANARY}', 'x')\nos.rename('cases.csv', '{CANARY}')",
    symbolic_link=f"os.symlink('{CANARY}', 'a'); print(open('a').read())\nos.symlink('/', 'b'); print(os.listdir('b{CANARY}'))",
    hard_link=f"os.link('{CANARY}', 'c')\nos.link('/etc/passwd', 'd')",
    relative=f"print(open('../../../../..{CANARY}').read())\nprint(os.listdir('../../../../..' + os.path.dirname('{CANARY}')))",
    system_files="print(open('/etc/shadow').read())\nprint(open('/etc/passwd').read())\nos.listdir('/var')\n"
    "os.listdir('/boot')",
    processes="print(os.listdir('/proc'))\nprint(open('/proc/self/maps').read())\n"
    "print(open('/proc/1/environ').read())\nos.listdir('/sys')",
    solutions="import coursebook.project as p; print(os.listdir(p.current().exercises))\nimport coursebook.exercises\n"
    "import coursebook.book\n"
    "import coursebook.grading.gradebook.database\nimport importlib; importlib.reload(sys.modules['coursebook.grading.checking.test_suite'])",
    sources="import inspect, coursebook.grading.checking.checker as c; print(inspect.getsource(c))",
    install="open(os.__file__, 'a')\nopen(os.path.join(sys.path[-1], 'x.pth'), 'w')\nopen('/home/x', "
    "'w').write('x'); os.chmod('/usr', 0)",
    python_packages="open(pd.__file__, 'a')\nos.mkdir(os.path.dirname(pd.__file__) + '/x')",
    tcp="socket.socket()\nsocket.create_connection(('127.0.0.1', 22))\nimport urllib.request as u; "
    "u.urlopen('http://localhost')",
    datagrams="socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\nsocket.socket(socket.AF_INET6)\n"
    "socket.getaddrinfo('localhost', 80)[99]",
    other_sockets="socket.socket(socket.AF_UNIX)\nsocket.socket(socket.AF_NETLINK, socket.SOCK_RAW)\n"
    "socket.socketpair(socket.AF_INET)\nsocket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)\n"
    "socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)\nsocket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC)",
    shared_memory="from multiprocessing import shared_memory as s; s.SharedMemory('x', True, 9)\n"
    "assert libc.shmget(7, 4096, 0o1777) >= 0\nassert libc.msgget(7, 0o1777) >= 0\nassert libc.semget(7, 1, "
    "0o1777) >= 0\nopen('/dev/shm/x', 'w')",
    devices="open('/dev/mem')\nopen('/dev/tty')\nos.mknod('n', 0o20666, os.makedev(1, 1))\nos.mkfifo('/dev/x')\n"
    "open('/dev/fd/3')",
    mounts="assert libc.mount(b'none', b'/home', b'tmpfs', 0, 0) == 0\nassert libc.umount2(b'/home', 2) == 0\n"
    "assert libc.chroot(b'.') == 0",
    namespaces="assert libc.unshare(0x10000000) == 0\nassert libc.unshare(0x20000) == 0\nassert libc.setns(3, "
    "0) == 0\nos.setsid()",
    rights="os.setuid(0)\nos.setgid(0)\nos.setgroups([0])\nos.setresuid(0, 0, 0)\nassert libc.capset(0, 0) == 0\n"
    "os.nice(-5)\nassert os.fork() < 0\nassert libc.vfork() > 0\nos.posix_spawn(sys.executable, ['x'], {})",
    other_processes="assert libc.ptrace(16, os.getppid(), 0, 0) == 0\nos.pidfd_open(os.getpid())\nos.kill(1, 0)\n"
    "assert libc.process_vm_readv(1, 0, 0, 0, 0, 0) >= 0\nimport signal; signal.pidfd_send_signal(3, 9)",
    kernel="assert libc.syscall(425, 1, 0) >= 0\nassert libc.syscall(321, 0, 0, 0) >= 0\nassert libc.syscall(250, 0, "
    "0, 0, 0, 0) >= 0\n"
    "assert libc.syscall(298, 0, 0, 0, 0, 0) >= 0\nassert libc.syscall(323, 0) >= 0\nassert libc.syscall(435, 0, "
    "0) >= 0\nassert libc.reboot(0) >= 0",
    old_calls="assert libc.syscall(0x40000000 + 39) >= 0",
    handles="assert libc.syscall(304, -100, 0, 0) >= 0\nassert libc.syscall(303, -100, b'/', 0, 0, 0) == 0\nos.pread(5, 1, 0)",
    clocks="import time; time.clock_settime(0, 0.0)\nassert libc.sethostname(b'x', 1) == 0\nassert libc.prctl(4, 1, "
    "0, 0, 0) == 0",
    out_of_prison=f"os.chdir('/home/student'); [os.chdir('..') for _ in range(99)]; print(open('.{CANARY}').read())",
) + [
    Hostile("environment", "import os\nprint(dict(os.environ), os.getcwd(), __import__('sys').argv)", RIGHT, POINTS),
    Hostile(
        "descriptors",
        "import os, stat\nfor fd in range(5, 200):\n    try: print('REACHED', fd, os.fstat(fd))\n"
        "    except OSError: pass\n"
        "for fd in (0, 1, 2):\n    assert os.fstat(fd).st_rdev == os.makedev(1, 3)",
        RIGHT,
        POINTS,
    ),
    Hostile("objects", _HUNT + _OBJECTS, RIGHT, POINTS, processor=15),
    Hostile("modules", _HUNT + _MODULES, RIGHT, POINTS, processor=15),
    Hostile("memory", _HUNT + _MEMORY, RIGHT, POINTS, processor=15),
    Hostile(
        "start_up_files",
        "import os\nfor d in ('~/.ipython/profile_default/startup', '~/.config/matplotlib', "
        "'~/.local/lib/python3.11/site-packages'):\n"
        "    d = os.path.expanduser(d); os.makedirs(d); open(d + '/x.py', 'w').write('raise SystemExit')",
        RIGHT,
        POINTS,
    ),
    Hostile(
        "descriptor_sent",
        "import socket\ns = socket.socket(fileno=3)\nsocket.send_fds(s, [b''], [0] * 200)",
        RIGHT,
        POINTS,
    ),
    Hostile(
        "module_state",
        "import numpy, pandas\nnumpy.LEFT = pandas.LEFT = 'left'\npandas.options.display.width = 1",
        RIGHT,
        POINTS,
    ),
]
