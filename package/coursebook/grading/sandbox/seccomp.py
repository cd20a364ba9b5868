"""The system calls that a submission may make; every other one fails with EPERM.

An allow list, so that calls of later kernels are refused too. Not on it: sockets, execve, fork, kill, ptrace, mount,
namespaces, shared memory, memfd, io_uring, bpf, keyrings. pyseccomp would do the same, but needs libseccomp installed.
"""

from __future__ import annotations

import ctypes
import functools
import os
import struct

from coursebook.grading.sandbox import syscalls

# name: number on x86_64, number on aarch64 (None: not there). From the kernel's unistd headers.
_ALLOWED = {
    "x86_64": """
    read 0 write 1 open 2 close 3 stat 4 fstat 5 lstat 6 poll 7 lseek 8 mmap 9 mprotect 10 munmap 11 brk 12
    rt_sigaction 13 rt_sigprocmask 14 rt_sigreturn 15 pread64 17 pwrite64 18 readv 19 writev 20 access 21 pipe 22
    select 23 sched_yield 24 mremap 25 msync 26 mincore 27 madvise 28 dup 32 dup2 33 pause 34 nanosleep 35 getitimer 36
    alarm 37 setitimer 38 getpid 39 sendfile 40 sendto 44 recvfrom 45 sendmsg 46 recvmsg 47 shutdown 48 getsockname 51
    getpeername 52 setsockopt 54 getsockopt 55 exit 60 wait4 61 uname 63 fcntl 72 flock 73 fsync 74 fdatasync 75
    truncate 76 ftruncate 77 getdents 78 getcwd 79 chdir 80 fchdir 81 rename 82 mkdir 83 rmdir 84 creat 85 link 86
    unlink 87 symlink 88 readlink 89 chmod 90 fchmod 91 umask 95 gettimeofday 96 getrlimit 97 getrusage 98 sysinfo 99
    times 100 getuid 102 getgid 104 geteuid 107 getegid 108 getppid 110 getpgrp 111 getgroups 115 getresuid 118
    getresgid 120 getpgid 121 getsid 124 rt_sigpending 127 rt_sigtimedwait 128 rt_sigsuspend 130 sigaltstack 131
    utime 132 statfs 137 fstatfs 138 getpriority 140 sched_getparam 143 sched_getscheduler 145
    sched_get_priority_max 146 sched_get_priority_min 147 mlock 149 munlock 150 setrlimit 160 gettid 186 readahead 187
    time 201 futex 202 sched_setaffinity 203 sched_getaffinity 204 epoll_create 213 getdents64 217 set_tid_address 218
    restart_syscall 219 fadvise64 221 timer_create 222 timer_settime 223 timer_gettime 224 timer_getoverrun 225
    timer_delete 226 clock_gettime 228 clock_getres 229 clock_nanosleep 230 exit_group 231 epoll_wait 232 epoll_ctl 233
    utimes 235 waitid 247 openat 257 mkdirat 258 futimesat 261 newfstatat 262 unlinkat 263 renameat 264 linkat 265
    symlinkat 266 readlinkat 267 fchmodat 268 faccessat 269 pselect6 270 ppoll 271 set_robust_list 273
    get_robust_list 274 splice 275 tee 276 sync_file_range 277 utimensat 280 epoll_pwait 281 timerfd_create 283
    eventfd 284 fallocate 285 timerfd_settime 286 timerfd_gettime 287 eventfd2 290 epoll_create1 291 dup3 292 pipe2 293
    preadv 295 pwritev 296 getcpu 309 renameat2 316 getrandom 318 membarrier 324 copy_file_range 326 statx 332 rseq 334
    openat2 437 faccessat2 439 epoll_pwait2 441 futex_waitv 449""",
    "aarch64": """
    getcwd 17 eventfd2 19 epoll_create1 20 epoll_ctl 21 epoll_pwait 22 dup 23 dup3 24 fcntl 25 flock 32 mkdirat 34
    unlinkat 35 symlinkat 36 linkat 37 renameat 38 statfs 43 fstatfs 44 truncate 45 ftruncate 46 fallocate 47
    faccessat 48 chdir 49 fchdir 50 fchmod 52 fchmodat 53 openat 56 close 57 pipe2 59 getdents64 61 lseek 62 read 63
    write 64 readv 65 writev 66 pread64 67 pwrite64 68 preadv 69 pwritev 70 sendfile 71 pselect6 72 ppoll 73 splice 76
    tee 77 readlinkat 78 newfstatat 79 fstat 80 fsync 82 fdatasync 83 sync_file_range 84 timerfd_create 85
    timerfd_settime 86 timerfd_gettime 87 utimensat 88 exit 93 exit_group 94 waitid 95 set_tid_address 96 futex 98
    set_robust_list 99 get_robust_list 100 nanosleep 101 getitimer 102 setitimer 103 timer_create 107 timer_gettime 108
    timer_getoverrun 109 timer_settime 110 timer_delete 111 clock_gettime 113 clock_getres 114 clock_nanosleep 115
    sched_getscheduler 120 sched_getparam 121 sched_setaffinity 122 sched_getaffinity 123 sched_yield 124
    sched_get_priority_max 125 sched_get_priority_min 126 restart_syscall 128 sigaltstack 132 rt_sigsuspend 133
    rt_sigaction 134 rt_sigprocmask 135 rt_sigpending 136 rt_sigtimedwait 137 rt_sigreturn 139 getpriority 141
    getresuid 148 getresgid 150 times 153 getpgid 155 getsid 156 getgroups 158 uname 160 getrlimit 163 setrlimit 164
    getrusage 165 umask 166 getcpu 168 gettimeofday 169 getpid 172 getppid 173 getuid 174 geteuid 175 getgid 176
    getegid 177 gettid 178 sysinfo 179 getsockname 204 getpeername 205 sendto 206 recvfrom 207 setsockopt 208
    getsockopt 209 shutdown 210 sendmsg 211 recvmsg 212 readahead 213 brk 214 munmap 215 mremap 216 mmap 222
    fadvise64 223 mprotect 226 msync 227 mlock 228 munlock 229 mincore 232 madvise 233 wait4 260 renameat2 276
    getrandom 278 membarrier 283 copy_file_range 285 statx 291 rseq 293 openat2 437 faccessat2 439 epoll_pwait2 441
    futex_waitv 449""",
}
# Allowed with certain arguments only: (index of the argument, mask, values that pass).
_ARGUMENTS = {
    "x86_64": {"clone": 56, "ioctl": 16, "prlimit64": 302, "socketpair": 53, "tgkill": 234},
    "aarch64": {"clone": 220, "ioctl": 29, "prlimit64": 261, "socketpair": 199, "tgkill": 131},
}
_CLONE_THREAD, _AF_UNIX, _SOCK_STREAM, _SOCK_TYPE = 0x00010000, 1, 1, 0xF
_NEW_NAMESPACES = 0x7E020080
_IOCTLS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)  # TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX
_AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_CLONE3 = 435

_ALLOW, _KILL, _EPERM, _ENOSYS = 0x7FFF0000, 0x80000000, 0x00050001, 0x00050026
_LOAD, _EQUAL, _AT_LEAST, _AND, _RETURN = 0x20, 0x15, 0x35, 0x54, 0x06


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def allowed(machine: str) -> dict[str, int]:
    """The unconditionally allowed calls of a machine ("x86_64" or "aarch64") and their numbers."""
    words = _ALLOWED[machine].split()
    return dict(zip(words[::2], map(int, words[1::2]), strict=True))


@functools.cache
def program(machine: str, own: int) -> bytes:
    """The filter as classic BPF; ``own`` is the id of the process as it sees itself, the only one it may signal."""
    rules: list[tuple[int, int, int, int]] = [
        (_LOAD, 0, 0, 4),
        (_EQUAL, 1, 0, _AUDIT[machine]),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, 0),
    ]
    if machine == "x86_64":
        rules += [(_AT_LEAST, 0, 1, 0x40000000), (_RETURN, 0, 0, _KILL)]  # the x32 calls

    def only(number: int, argument: int, checks: list[tuple[int, int, int, int]]) -> None:
        body = [(_LOAD, 0, 0, 16 + 8 * argument), *checks, (_RETURN, 0, 0, _EPERM)]
        rules.extend([(_EQUAL, 0, len(body), number), *body])

    def passes(*values: int) -> list[tuple[int, int, int, int]]:
        return [rule for value in values for rule in ((_EQUAL, 0, 1, value), (_RETURN, 0, 0, _ALLOW))]

    for number in sorted(allowed(machine).values()):
        rules += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ALLOW)]
    numbers = _ARGUMENTS[machine]
    # A thread and nothing else: no process, no namespace.
    only(numbers["clone"], 0, [(_AND, 0, 0, _CLONE_THREAD | _NEW_NAMESPACES), *passes(_CLONE_THREAD)])
    only(numbers["ioctl"], 1, passes(*_IOCTLS))
    only(numbers["prlimit64"], 0, passes(0, own))
    # Two ends of a stream: a datagram could be sent from one of a pair to any other socket that has a name.
    kind = [(_LOAD, 0, 0, 16 + 8), (_AND, 0, 0, _SOCK_TYPE), *passes(_SOCK_STREAM)]
    only(numbers["socketpair"], 0, [(_EQUAL, 0, len(kind), _AF_UNIX), *kind])
    only(numbers["tgkill"], 0, passes(own))
    # The C library then falls back to clone, whose flags a filter can read.
    rules += [(_EQUAL, 0, 1, _CLONE3), (_RETURN, 0, 0, _ENOSYS), (_RETURN, 0, 0, _EPERM)]
    return b"".join(struct.pack("<HBBI", *rule) for rule in rules)


def restrict() -> None:
    """Install the filter in this process, for good. Needs no_new_privs."""
    code = program(syscalls.MACHINE, os.getpid())
    held = ctypes.create_string_buffer(code, len(code))
    request = _Program(len(code) // 8, ctypes.cast(held, ctypes.c_char_p))
    syscalls.prctl(syscalls.PR_SET_SECCOMP, 2, ctypes.byref(request))
