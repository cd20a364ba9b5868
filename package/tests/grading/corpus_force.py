"""Force: loops, floods, bombs, signals, crashes. Right answers come after them and must not be lost."""

from grading.conftest import POINTS, RIGHT
from grading.corpus import Hostile, perfect

FORCE = perfect(
    infinite_loop="while True: pass",
    loop_that_catches="while True:\n    try:\n        while True: pass\n    except BaseException: pass",
    loop_without_alarm="import signal\nfor s in (signal.SIGALRM, signal.SIGPROF): signal.signal(s, signal.SIG_IGN)\n"
    "while True: pass",
    sleep="import time; time.sleep(3600)",
    power_in_c="x = 9 ** (9 ** 9)",
    endless_print="while True: print('x' * 1000)",
    endless_stderr="import sys\nwhile True: sys.stderr.write('e' * 1000)",
    endless_display="while True: display(1)",
    output_of_50_mb="print('y' * 50_000_000)",
    raw_output="import os\nfor _ in range(100): os.write(1, b'z' * 100_000)",
    memory_at_once="x = bytearray(8 << 30)",
    memory_bit_by_bit="x = []\nwhile True: x.append(bytearray(1 << 24))",
    memory_by_memfd="import os\nf = os.memfd_create('x')\nwhile True: os.write(f, b'x' * (1 << 20))",
    fork_bomb="import os\nfor _ in range(40):\n    if os.fork() == 0:\n        while True: pass",
    daemon="import os, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0: time.sleep(600)\n"
    "    os._exit(0)",
    fork_and_leave="import os, time\nif os.fork(): os._exit(0)\ntime.sleep(600)",
    vfork_in_c="import ctypes; print(ctypes.CDLL(None).vfork())",
    clone_in_c="import ctypes; print(ctypes.CDLL(None).syscall(56, 17, 0, 0, 0, 0))",
    subprocess="import subprocess; subprocess.Popen(['/bin/sh', '-c', 'sleep 600'])",
    spawn="import os; os.posix_spawn('/bin/sh', ['sh'], {})",
    system="import os; print(os.system('sleep 600 &'))",
    execve="import os, sys; os.execv(sys.executable, ['python', '-c', 'while 1: pass'])",
    multiprocessing="import multiprocessing as m; m.Process(target=print).start()",
    threads_left="import threading, time\nfor _ in range(8): threading.Thread(target=time.sleep, args=(600,)).start()",
    threads_without_end="import threading, time\nwhile True: threading.Thread(target=time.sleep, args=(600,)).start()",
    thread_that_spins="import threading\ndef spin():\n    while True: pass\nthreading.Thread(target=spin, "
    "daemon=True).start()",
    thread_that_eats="import threading, time\ndef eat(x=[]):\n    while True: x.append(bytearray(1 << 22)); "
    "time.sleep(0.001)\n"
    "threading.Thread(target=eat, daemon=True).start()",
    exit_at_once="import os; os._exit(0)",
    sys_exit="import sys; sys.exit()",
    quit="quit()",
    kill_self="import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    stop_self="import os, signal; os.kill(os.getpid(), signal.SIGSTOP); signal.raise_signal(signal.SIGSTOP)",
    kill_parent="import os, signal; os.kill(os.getppid(), signal.SIGKILL)",
    kill_all="import os, signal; os.kill(-1, signal.SIGKILL)",
    kill_group="import os, signal; os.killpg(0, signal.SIGKILL)",
    abort="import os; os.abort()",
    interrupt="raise KeyboardInterrupt",
    segfault="import ctypes; ctypes.string_at(0)",
    deep_recursion="import sys; sys.setrecursionlimit(10**8)\ndef f(x): return f(x + 1)\nf(0)",
    recursion_in_c="import sys; sys.setrecursionlimit(10**8)\nx = []\nfor _ in range(10**6): x = [x]\nrepr(x)",
    full_disk="f = open('x', 'wb')\nwhile True: f.write(b'x' * (1 << 20))",
    many_large_files="for i in range(99): open(f'x{i}', 'wb').write(b'x' * (4 << 20))",
    many_files="for i in range(10**6): open(f'x{i}', 'w').close()",
    open_files="x = [open('cases.csv') for _ in range(10**5)]",
    closed_descriptors="import os; os.closerange(0, 1000)",
    stdout_gone="import sys; sys.stdout.close(); sys.stdout = sys.stderr = None",
    stdout_deleted="import sys; del sys.stdout, sys.stderr",
    forty_figures="for _ in range(40):\n    plt.subplots(figsize=(20, 20)); plt.show()",
    huge_figure="fig, ax = plt.subplots(figsize=(1000, 1000), dpi=1000); fig.canvas.draw()",
    limits_raised="import resource as r\nr.setrlimit(r.RLIMIT_AS, (r.RLIM_INFINITY, r.RLIM_INFINITY))",
    exit_hook="import atexit, time; atexit.register(time.sleep, 600)",
    error_that_hangs="class E(Exception):\n    def __str__(self):\n        while True: pass\nraise E",
    repr_that_hangs="class R:\n    def __repr__(self):\n        while True: pass\nR()",
    error_without_name="class M(type):\n    def __getattribute__(s, n): raise SystemError\nclass E(Exception, "
    "metaclass=M): pass\nraise E",
    clock_patched="import time\nfor n in dir(time):\n    if n != 'struct_time' and n[0] != '_': setattr(time, n, "
    "lambda *_: 0)",
    source_of_zeros="x = '\0'\n\0",
    source_of_surrogates="x = '\ud800' # \udfff",
    source_nested=f"x = {'(' * 100_000}",
    source_of_signs=f"x = {'-' * 200_000}1",
    folders_in_folders="import os\nfor _ in range(3000): os.mkdir('d'); os.chdir('d')",
    loop_that_asks="while True:\n    try:\n        n = int(input())\n        break\n    except:\n        pass",
    timers_off="import signal\nfor t in (signal.ITIMER_REAL, signal.ITIMER_PROF): signal.setitimer(t, 0)\nwhile True: pass",
    timers_off_and_limits_raised="import resource as r, signal as s\nh = r.getrlimit(r.RLIMIT_CPU)[1]\n"
    "r.setrlimit(r.RLIMIT_CPU, (h, h))\ns.setitimer(s.ITIMER_PROF, 0); s.setitimer(s.ITIMER_REAL, 0)\nwhile True: pass",
    kernel_limit_ignored="import signal as s\nfor n in (s.SIGXCPU, s.SIGPROF, s.SIGALRM): s.signal(n, s.SIG_IGN)\n"
    "while True: pass",
    signals_held_back="import signal as s\ns.pthread_sigmask(s.SIG_BLOCK, set(s.Signals))\nwhile True: pass",
    expression_without_end="import re\nre.match('(a|a)*b', 'a' * 60)",
    sleep_in_a_loop="import time\nwhile True: time.sleep(1)",
    sleeps_in_pieces="import time\nfor _ in range(10**9): time.sleep(0.0001)",
    deadlock="import threading\nl = threading.Lock()\nl.acquire(); l.acquire()",
    event_without_end="import threading\nthreading.Event().wait()",
    plain_objects="class Case: pass\nprint([Case() for _ in range(34)], *[Case() for _ in range(2000)])",
    stream_in_bytes="import sys\nfor _ in range(100_000): sys.stdout.write('x'); sys.stdout.flush(); get_ipython().outlet.flush()",
    stopped_by_name="class Stopped(BaseException): pass\nclass Waited(Stopped): pass\nraise Waited('x')",
    time_that_lies="import time\ntime.process_time = time.perf_counter = lambda: -1e9\nwhile True: pass",
    comment_bomb="#" * 1000 + "\n" * 5000,
) + [
    # In any kernel `int` is gone then, and with it the first answer; the others do without.
    Hostile(
        "builtins_gone",
        "import sys; del sys.modules['builtins'], sys.modules['sys']; __builtins__ = None",
        RIGHT,
        POINTS - 2,
    ),
]
