#!/usr/bin/env bash
# Gradescope runs this once, as root, when it builds the image: Python 3.11 and all that marking needs, so that it needs no network.
set -euo pipefail
root="${AUTOGRADER_ROOT:-/autograder}"
python="${AUTOGRADER_PYTHON:-python3.11}"

if ! "$python" -c "import ensurepip" 2>/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -q
    if grep -q "^ID=ubuntu" /etc/os-release; then  # whose own archive has another Python, or a test release of this one
        apt-get install -y -q --no-install-recommends software-properties-common
        add-apt-repository -y ppa:deadsnakes/ppa
    fi
    apt-get install -y -q --no-install-recommends python3.11 python3.11-venv
fi

cd "$root/source"
"$python" -m venv "$root/venv"
"$root/venv/bin/python" -m pip install --quiet --disable-pip-version-check -r requirements.txt
"$root/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --force-reinstall wheels/*.whl
"$root/venv/bin/python" -m compileall -q "$root/venv/lib"/python*/site-packages/coursebook
chmod -R go-rwx "$root/source"  # solutions, hidden tests and the key are the grader's alone
