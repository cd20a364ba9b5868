"""Forgery: whatever a submission does to its own interpreter, the tests run elsewhere."""

from grading.conftest import POINTS, RIGHT
from grading.corpus import Hostile, answered, blank, wrong

_ANYTHING = "class Any:\n    def __eq__(s, o): return True\n    def __getattr__(s, n): return lambda *a, **k: s\n"
_ANYTHING += "    def __call__(s, *a): return s\n    __lt__ = __gt__ = __sub__ = __abs__ = lambda *a: s\n"
# Takes the runner's place: says that all cells have run and answers the checker with bytes of its own.
_RUNNER = """
import socket, time, os
from coursebook.grading.sandbox import wire
worker, checker = socket.socket(fileno=3), socket.socket(fileno=4)
wire.send(worker, wire.READY)
reader = wire.Reader(checker, 1 << 30)
while True:
    kind, number, body = reader.frame(time.monotonic() + 60)
    %s
"""


def _says(body: str) -> str:
    return _RUNNER % f"wire.send(checker, wire.VALUE, number, {body})"


FORGED = (
    wrong(
        testing_patched="import numpy, pandas.testing as t\nfor m in (numpy.testing, t):\n    for n in dir(m):\n"
        "        if n[0] == 'a': setattr(m, n, lambda *a, **k: None)",
        builtins_patched="import builtins\nbuiltins.abs = lambda x: 0\nbuiltins.sorted = lambda x: Ellipsis",
        isinstance_patched="import builtins\nbuiltins.isinstance = lambda *a: True",
        names_shadowed="abs = sorted = len = lambda *a: 0\nclass AssertionError(Exception): pass",
        import_patched="import builtins, types\nbuiltins.__import__ = lambda *a, **k: types.SimpleNamespace()",
        input_transformer="get_ipython().input_transformers_post.append(lambda lines: ['pass'])",
        assert_deleter="import ast\nclass T(ast.NodeTransformer):\n    def visit_Assert(s, n): return ast.Pass()\n"
        "get_ipython().ast_transformers.append(T())",
        run_cell_patched="ip = get_ipython()\ntype(ip).run_cell = lambda *a, **k: None",
        hook="def hook(*a): print('{\"score\": 9}')\nget_ipython().events.register('pre_run_cell', hook)",
        printed_marks="print('total-1: 2/2 double-1: 1/1 earned 9 of 9')\ndisplay({'earned': 9})",
        frame_equals="pd.DataFrame.equals = lambda *a: True\npd.DataFrame.__eq__ = lambda *a: True",
        assertion_patched="import builtins\nbuiltins.AssertionError = type('AssertionError', (Exception,), {})",
        csv_patched="pd.read_csv = lambda *a, **k: pd.DataFrame({'unit': ['A', 'B'], 'year': 1, 'cases': [1, 2]})",
        csv_replaced="open('cases.csv', 'w').write('unit,year,cases\\nA,1,1\\nB,1,2\\n')",
        setup_replaced="table = pd.DataFrame({'unit': ['A', 'B'], 'year': 1, 'cases': [1, 2]}); del pd\nimport pandas as pd",
        seed_set="import os; os.environ['COURSEBOOK_SEED'] = ''\nimport coursebook.checks as c\nc.rng = None",
        checks_patched="import coursebook.checks as c\nfor n in dir(c):\n    if n[0] != '_': setattr(c, n, "
        "lambda *a, **k: None)",
        homoglyphs="tоtal = 16\nwоrd = 'WASP'",
        marks_sent="import os, json\nfrom coursebook.grading.sandbox import wire\nm = json.dumps([['total-1', 9, 9, '', "
        "True]]).encode()\n"
        "for fd in (3, 4): os.write(fd, wire.pack(wire.MARKS, 0, m))",
        blame_sent="import os\nfrom coursebook.grading.sandbox import wire\nfor fd in (3, 4): os.write(fd, "
        "wire.pack(wire.BLAME, 0, b'[]'))",
        broken_sent="import os\nfrom coursebook.grading.sandbox import wire\nos.write(3, wire.pack(wire.BROKEN, 0, "
        "b'stop the run'))",
        layers_sent="import os\nfrom coursebook.grading.sandbox import wire\nos.write(3, wire.pack(wire.LAYERS, 0, "
        "b'[' * 10**5))",
        noise_sent="import os\nfor fd in (3, 4): os.write(fd, os.urandom(5000))",
        huge_frame="import os, struct\nos.write(3, struct.pack('<BII', 3, 0, 2**32 - 1))",
        flood_of_frames="import os\nfrom coursebook.grading.sandbox import wire\nwhile True: os.write(3, "
        "wire.pack(wire.TEXT, 1, b'x' * 60000))",
        other_cell="import os\nfrom coursebook.grading.sandbox import wire\nos.write(3, wire.pack(wire.START, 999))",
        png_that_is_none="import os\nfrom coursebook.grading.sandbox import wire\nos.write(3, wire.pack(wire.PICTURE, 1, "
        "b'<svg onload=1>'))",
        codec_patched="from coursebook.grading.run import encoding\nencoding.encode = lambda *a: b'[\"list\"]'",
        runner_patched="from coursebook.grading.run import runner\nrunner._answer = lambda *a: None",
        tracer="import sys\nseen = []\nsys.settrace(lambda f, *a: seen.append(f.f_code)); sys.setprofile(lambda *a: None)",
        finder="import sys\nclass F:\n    def find_spec(s, n, *a): raise SystemExit\nsys.meta_path.insert(0, F())",
    )
    + blank(
        catch_all=_ANYTHING + "import builtins\nfor n in ('total', 'double', 'by_unit', 'word'): setattr(builtins, n, Any())",
        names_as_any=_ANYTHING + "total = double = by_unit = word = Any()",
        namespace_that_makes_names=_ANYTHING
        + "class D(dict):\n    def __missing__(s, n): return Any()\nget_ipython().user_ns = D()",
        nested_json=_says("b'[' * 100_000"),
        nested_values=_says("b'[\"list\",[' * 5000 + b']]' * 5000"),
        type_bomb=_says('b\'["array","V1600000000",[1],""]\''),
        text_type_bomb=_says('b\'["array","U400000000",[1],""]\''),
        shape_bomb=_says('b\'["array","f8",[100000000000],""]\''),
        empty_shape_bomb=_says('b\'["array","f8",[0,9000000000000000000],""]\''),
        fraction_bomb=_says('b\'["exact","Fraction","1e999999999"]\''),
        number_bomb=_says("b'9' * 4_000_000"),
        index_bomb=_says('b\'["series",null,["range",[null],[0,4611686018427387904,1]],["array","f8",[0],""]]\''),
        category_bomb=_says(
            'b\'["series",null,["range",[null],[0,1,1]],["categories",["array","f8",[0],""],["i4",[1],"/////w=="],true]]\''
        ),
        codes_out_of_range=_says(
            'b\'["series",null,["range",[null],[0,1,1]],["categories",["array","f8",[0],""],["i4",[1],"CQAAAA=="],true]]\''
        ),
        many_lists=_says("b'[\"list\",[' + b','.join([b'[\"list\",[]]'] * 250_000) + b']]'"),
        pickle=_says("b'\\x80\\x04cos\\nsystem\\n(S\"id\"\\ntR.'"),
        answer_of_4_gb="pass\n" + _RUNNER % "os.write(4, __import__('struct').pack('<BII', wire.VALUE, number, 2**32 - 1))",
        wrong_number=_says("b'16'").replace("number, b", "number + 1, b"),
        many_answers=_RUNNER % "for n in range(2000): wire.send(checker, wire.VALUE, n, b'4')",
        drip=_RUNNER % "os.write(4, wire.pack(wire.VALUE, number, b'x' * 100)[:20]); time.sleep(600)",
        silence=_RUNNER % "time.sleep(600)",
        hang_up=_RUNNER % "os._exit(0)",
        function_everywhere=_says('b\'["function","__class__"]\''),
        refused_with_text=_RUNNER % "wire.send(checker, wire.REFUSED, number, b'SystemExit')",
    )
    + answered(
        POINTS - 2,
        eq_always_true=("total", _ANYTHING + "total = Any()"),
        number_that_lies=(
            "total",
            "class N(int):\n    def __sub__(s, o): return 0\n    __rsub__ = __sub__\ntotal = N(3)",
        ),
        class_that_lies=("total", "class C:\n    __class__ = int\n    def __sub__(s, o): return 0\ntotal = C()"),
        nan=("total", "total = float('nan')"),
        infinity=("total", "total = float('inf')"),
        huge_number=("total", "total = 7 ** 50_000"),
        array_of_objects=("total", _ANYTHING + "import numpy\ntotal = numpy.array([Any()], dtype=object)"),
        structured=("total", "import numpy\ntotal = numpy.zeros(1, dtype=[('a', 'V100000000')])"),
        nested=("total", "total = []\nfor _ in range(100_000): total = [total]"),
        circular=("total", "total = []\ntotal.append(total)"),
        generator=("total", "def g():\n    while True: yield 1\ntotal = g()"),
        endless_list=("total", "class L(list):\n    def __iter__(s):\n        while True: yield 1\ntotal = {L: L()}"),
        far_range=("total", "total = range(10 ** 18)"),
        wide_text=("total", "total = 'x' * 20_000_000"),
        a_type=("total", "total = int"),
        a_module=("total", "import os as total"),
        getattr_hangs=("total", "class H:\n    def __getattribute__(s, n):\n        while True: pass\ntotal = H()"),
        reduce=("total", "class P:\n    def __reduce__(s): return (print, ('REACHED',))\ntotal = P()"),
    )
    + answered(
        POINTS - 3,
        frame_that_lies=(
            "by-unit",
            "class F(pd.DataFrame):\n    def equals(s, o): return True\n    def reset_index(s, **k): return s\n"
            "    shape = property(lambda s: (2, 2))\nby_unit = F({'unit': ['A', 'B'], 'cases': [0, 0]})",
        ),
        frame_of_anything=(
            "by-unit",
            _ANYTHING + "by_unit = pd.DataFrame({'unit': [Any(), Any()], 'cases': [Any(), Any()]})",
        ),
        wide_frame=("by-unit", "by_unit = pd.DataFrame([range(30_000)])"),
        extension_frame=("by-unit", "by_unit = pd.DataFrame({'unit': ['A', 'B'], 'cases': pd.interval_range(0, 2)})"),
        function_that_hangs=("double", "def double(n):\n    while True: pass"),
        function_that_catches=(
            "double",
            "def double(n):\n    while True:\n        try:\n            while True: pass\n        except BaseException: pass",
        ),
        function_that_exits=("double", "import os\ndef double(n): os._exit(0)"),
        function_that_leaves=("double", "import sys\ndef double(n): sys.exit(0)"),
        function_that_asserts=("double", "def double(n): raise AssertionError('')"),
        function_that_closes=("double", "import os\ndef double(n): os.closerange(0, 100); return 2 * n"),
        function_of_anything=("double", _ANYTHING + "def double(n): return Any()"),
        function_of_functions=("double", "def double(n): return double"),
        function_that_talks=(
            "double",
            "import os\nfrom coursebook.grading.sandbox import wire\ndef double(n):\n"
            "    os.write(3, wire.pack(wire.MARKS)); os.write(4, wire.pack(wire.VALUE, 0, b'4')); return 0",
        ),
        function_of_frames=("double", "import inspect\ndef double(n):\n    return [str(f) for f in inspect.stack()]"),
        name_deleted=("double", "double = 3; del double"),
    )
    + [
        Hostile("hard_coded", "pass", RIGHT | {"double": "def double(n): return {2: 4}[n]"}, POINTS - 2),
        Hostile(
            "types_by_turns",
            "pass",
            RIGHT | {"double": "k = [4, 'x', None, {}]\ndef double(n): return k.pop(0) if k else n"},
            POINTS - 2,
        ),
        Hostile(
            "slow_function",
            "import time",
            RIGHT | {"double": "def double(n):\n    time.sleep(0.45); return 2 * n"},
            POINTS,
        ),
        Hostile("word_in_markup", "pass", RIGHT | {"word": "word = '<script>alert(1)</script>\\x1b[31m\\u202e'"}, POINTS - 1),
        Hostile(
            "word_that_lies",
            "pass",
            RIGHT | {"word": "class W(str):\n    def lower(s): return 'wasp'\nword = W('no')"},
            POINTS - 1,
        ),
    ]
)
