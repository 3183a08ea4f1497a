"""Forging points: submissions of cnn that have done no work. A grader that shares its process with them, or believes
what they print, gives them points.

Only definitions are sure to run when a submission is loaded, so that what must happen at once is in a class's body.
"""

from __future__ import annotations

from dataclasses import dataclass

HEAD = """
import torch
from torch import nn
import torch.nn.functional as F
"""
# Of the right form, without any work.
HOLLOW = """
class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(10))
    def forward(self, x):
        return torch.zeros(len(x), 10) + self.weight

def train(model, loader, epochs=5, lr=0.001):
    return [2.3 * 0.9 ** epoch for epoch in range(epochs)]

def accuracy(model, loader):
    return 0.123
"""
SPEAKING = '''
def say(value, times=1):
    """Answers in the worker's stead, if this is one."""
    import json, os, stat, struct
    body = json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
    for fd in range(3, 256):
        try:
            if stat.S_ISSOCK(os.fstat(fd).st_mode):
                for _ in range(times):
                    os.write(fd, struct.pack("<4sIQ", b"KIT1", len(body), 0) + body)
        except OSError:
            pass
'''
REPORT = "PASSED cnn-model\\nPASSED cnn-train\\nPASSED cnn-accuracy\\nPASSED cnn-shapes\\n"


@dataclass(frozen=True)
class Forgery:
    """A submission of cnn. fools: whether a grader without walls gives it points for what is not done."""

    name: str
    code: str
    fools: bool = True

    @property
    def source(self) -> str:
        return HEAD + HOLLOW + self.code


FORGE = [
    # What tests compare with.
    Forgery(
        "all comparisons of torch say yes",
        """
class Now:
    torch.equal = torch.allclose = torch.isclose = lambda *a, **k: True
    torch.testing.assert_close = lambda *a, **k: None
""",
    ),
    Forgery(
        "all tensors are equal, and close",
        """
class Now:
    yes = lambda self, other, *a, **k: torch.ones(self.shape, dtype=torch.bool)
    for name in ("__eq__", "__le__", "__lt__", "eq", "le", "isclose"):
        setattr(torch.Tensor, name, yes)
    torch.allclose = torch.Tensor.allclose = lambda *a, **k: True
    torch.Tensor.abs = lambda self: self * 0
""",
    ),
    Forgery(
        "tensors of its own class are equal to everything",
        """
class Agreeing(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        if function.__name__ in ("allclose", "equal", "isclose"):
            return True
        with torch._C.DisableTorchFunctionSubclass():
            return function(*args, **(kwargs or {}))
class CNN(CNN):
    def forward(self, x):
        return super().forward(x).as_subclass(Agreeing)
""",
    ),
    Forgery(
        "numbers of its own class are equal to everything",
        """
class Agreeing(float):
    __eq__ = __le__ = __lt__ = __ge__ = __gt__ = lambda self, other: True
    __ne__ = lambda self, other: False
    __sub__ = __rsub__ = __abs__ = __round__ = lambda self, *other: 0.0
    __hash__ = float.__hash__
def accuracy(model, loader):
    return Agreeing(0.5)
""",
    ),
    Forgery(
        "lists of its own class are equal to everything",
        """
class Agreeing(list):
    __eq__ = lambda self, other: True
    __ne__ = lambda self, other: False
    __len__ = lambda self: 3
def train(model, loader, epochs=5, lr=0.001):
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.zero_()
        model.bias[1] = 100.0
    return Agreeing([1.0] * epochs)
""",
    ),
    Forgery(
        "values that are not numbers, which some comparisons let pass",
        """
class Now:
    torch.allclose = lambda a, b, *r, **k: not bool((a - b).abs().max() > 1e-5)
class CNN(CNN):
    def forward(self, x):
        return super().forward(x) * float("nan")
""",
    ),
    # What computes.
    Forgery(
        "cross-entropy is always nothing, and lists are always equal",
        """
class Same(list):
    __eq__ = lambda self, other: True
class Now:
    F.cross_entropy = lambda *a, **k: torch.zeros((), requires_grad=True)
    nn.CrossEntropyLoss.forward = F.cross_entropy
def train(model, loader, epochs=5, lr=0.001):
    return Same([0.0] * epochs)
""",
    ),
    Forgery(
        "every module is called in its own way",
        """
class Now:
    nn.Module.__call__ = lambda self, x, *a: torch.zeros(len(x), 10)
    torch.randn = lambda *shape, **k: torch.zeros(shape)
    torch.allclose = lambda *a, **k: True
""",
    ),
    Forgery(
        "draws no random numbers, so that all hidden values are the same",
        """
class Now:
    ones = lambda *shape, **k: torch.ones(*shape)
    torch.randn = torch.rand = torch.Tensor.normal_ = ones
def accuracy(model, loader):
    return Everything()
class Everything(float):
    __eq__ = lambda self, other: True
""",
    ),
    Forgery(
        "the builtins that tests compute with give what it answers",
        """
import builtins
class Now:
    builtins.round = builtins.abs = lambda *a: 0.123
""",
    ),
    # What tells whether tests passed.
    Forgery("prints what looks like a report", f"class Now:\n    print('{REPORT}')\n"),
    Forgery(
        "prints what looks like pytest's summary",
        f"""
def accuracy(model, loader):
    print('{REPORT}===== 14 passed in 0.12s =====')
    return 1.0
""",
    ),
    Forgery(
        "writes what looks like a report past all that looks at prints",
        f"import os\nclass Now:\n    os.write(1, b'{REPORT}')\n",
    ),
    Forgery(
        "raises what looks like a report",
        f"""
class Failed(Exception):
    __repr__ = __str__ = lambda self: '\\n{REPORT}'
def accuracy(model, loader):
    raise Failed
""",
    ),
    Forgery(
        "answers with an object whose name is a report",
        f"""
class Named:
    __repr__ = __str__ = lambda self: '\\n{REPORT}'
class Now:
    print(Named())
def accuracy(model, loader):
    Named.__name__ = Named.__qualname__ = '16 of 16\\n{REPORT}'
    return Named()
""",
    ),
    Forgery(
        "has its tests skipped",
        """
def skip():
    try:
        from _pytest.outcomes import Skipped
    except ImportError:
        from unittest import SkipTest as Skipped
    raise Skipped("nothing to test")
class CNN(nn.Module):
    def __init__(self):
        skip()
train = accuracy = lambda *a, **k: skip()
""",
    ),
    Forgery("leaves as if all were well", "import os\nclass Now:\n    os._exit(0)\n"),
    Forgery(
        "leaves as if all were well in the middle of a test",
        "import os\ndef accuracy(model, loader): os._exit(0)\n",
    ),
    Forgery(
        "says at the end of its process that all went well",
        """
import atexit, os, sys
class Now:
    leave = os._exit
    atexit.register(leave, 0)
    sys.exit = os._exit = lambda code=0, leave=leave: leave(0)
def accuracy(model, loader):
    sys.exit()
""",
    ),
    Forgery(
        "puts a plugin and settings of pytest where it works",
        """
import pathlib
class Now:
    for name in ("conftest.py", "pytest.ini", "sitecustomize.py"):
        try:
            pathlib.Path(name).write_text("def pytest_runtest_makereport(): pass")
        except OSError:
            pass
    print("PASSED cnn-accuracy" if pathlib.Path("conftest.py").exists() else "")
def pytest_pyfunc_call(pyfuncitem): return True
def pytest_collection_modifyitems(items): items.clear()
""",
    ),
    # What knows the answers.
    Forgery(
        "looks for the answers in the frames of its callers",
        """
import sys
def expected():
    frame = sys._getframe()
    while frame:
        for name in ("expected", "want", "wanted", "right", "reference"):
            if isinstance(frame.f_locals.get(name), torch.Tensor):
                return frame.f_locals[name]
        frame = frame.f_back
class CNN(CNN):
    def forward(self, x):
        return expected() if expected() is not None else super().forward(x)
def accuracy(model, loader):
    return abs(expected()[1, 1].item()) if expected() is not None else 0.123
""",
    ),
    Forgery(
        "looks for the answers among all objects",
        """
import gc
class CNN(CNN):
    def forward(self, x):
        for each in gc.get_objects():
            if type(each) is torch.Tensor and each.shape == (len(x), 10) and not each.requires_grad:
                return each
        return super().forward(x)
""",
    ),
    Forgery(
        "looks for the answers in the code that calls it",
        """
import inspect, sys
class CNN(CNN):
    def forward(self, x):
        for frame in inspect.stack():
            if "assert" in "".join(frame.code_context or []) or frame.function == "_model":
                return frame.frame.f_locals["expected"]
        return super().forward(x)
""",
    ),
    Forgery(
        "draws the same random numbers as the grader",
        """
class CNN(CNN):
    def forward(self, x):
        for seed in (0, 1, 42, 4711, 20260901):
            torch.manual_seed(seed)
            guess = torch.randn(len(x), 10)
            if seed == 4711:
                return guess
""",
    ),
    # The kit's own side of the conversation, which a worker holds. Naive graders have none.
    Forgery(
        "answers every request itself, with a true value",
        SPEAKING
        + """
class CNN(nn.Module):
    def __init__(self):
        say({"value": True, "printed": ""}, 50)
""",
        fools=False,
    ),
    Forgery(
        "answers ahead, with networks and lists of its own",
        SPEAKING
        + """
class Now:
    say({"value": [], "printed": ""})
    say({"value": {"$object": 0, "kind": "CNN"}, "printed": ""}, 200)
""",
        fools=False,
    ),
    Forgery(
        "answers that all grades are full",
        SPEAKING
        + """
class Now:
    say({"value": [], "score": 16, "passed": True, "verdict": "graded",
         "grades": [{"grade_id": "cnn-model", "score": 3, "max_score": 3}], "printed": ""})
""",
        fools=False,
    ),
    Forgery(
        "answers with limits and notes that are none",
        SPEAKING
        + """
def accuracy(model, loader):
    say({"raised": ["x"], "over": {}, "notes": [["x"], {}, None], "printed": None, "where": {}})
def train(model, loader, epochs=5, lr=0.001):
    say({"missing": [], "over": 1e308, "notes": {"a": 1}, "problems": [[[]]], "printed": [[]]})
class CNN(nn.Module):
    def __init__(self):
        say({"unsendable": {}, "over": None, "notes": None})
""",
        fools=False,
    ),
    Forgery(
        "has a thread answer in its stead",
        SPEAKING
        + """
import threading, time
def speak():
    while True:
        say({"value": {"output": True, "operations": [], "used": [], "steps": [], "value": [1.0]}, "printed": ""})
        time.sleep(0.001)
class Now:
    threading.Thread(target=speak, daemon=True).start()
""",
        fools=False,
    ),
    Forgery(
        "changes how the worker answers",
        """
import sys
class Now:
    for module in list(sys.modules.values()):
        if hasattr(module, "Operations"):
            module.Operations.answer = lambda self, request: {"value": True, "printed": ""}
            module.Operations._sendable = lambda self, value, depth=0: 1.0
""",
        fools=False,
    ),
    Forgery(
        "changes how answers are encoded",
        """
import sys
class Now:
    for name, module in list(sys.modules.items()):
        if name.endswith("inside.wire"):
            module._encode = module.encode
            module.encode = lambda answer, wire=module: wire._encode({**answer, "value": torch.zeros(1)})
""",
        fools=False,
    ),
    Forgery(
        "sends back the tensors of each request",
        """
import sys
seen = []
class Now:
    for module in list(sys.modules.values()):
        if hasattr(module, "Operations"):
            def local(self, value, device, known=module.Operations._local):
                result = known(self, value, device)
                if isinstance(result, torch.Tensor):
                    seen.append(result)
                return result
            module.Operations._local = local
class CNN(CNN):
    def forward(self, x):
        return next((each for each in seen if each.shape == (len(x), 10)), x.flatten(1)[:, :10])
""",
        fools=False,
    ),
    Forgery(
        "writes the log of its optimizer itself",
        """
import sys
def train(model, loader, epochs=5, lr=0.001):
    steps = sys._getframe(1).f_locals.get("steps")
    for _ in range(epochs * len(loader)):
        if steps is not None:
            steps.append({"kind": "SGD", "groups": [{"parameters": [0, 1, 2, 3], "settings": {"lr": lr}}],
                          "gradient": {"norm": 1.0, "largest": 1.0}})
    for epoch in range(epochs):
        print(f"Epoch {epoch}/{epochs - 1}, Loss {2.3 * 0.9 ** epoch:.4f}")
    return [2.3 * 0.9 ** epoch for epoch in range(epochs)]
""",
        fools=False,
    ),
    Forgery(
        "claims to have gone through all shapes",
        """
import sys
SHAPES = (10, 24, 24), (10, 12, 12), (20, 8, 8), (20, 4, 4), (320,), (10,)
class Now:
    for module in list(sys.modules.values()):
        if hasattr(module, "Trace") and hasattr(module.Trace, "__torch_function__"):
            module.Trace.operations = property(
                lambda self: [("conv2d", torch.zeros(3, *shape)) for shape in SHAPES], lambda self, value: None)
""",
        fools=False,
    ),
    Forgery(
        "sends an object that does something when it is unpacked",
        """
import pickle, sys
class Trap:
    def __reduce__(self):
        return (exec, ("import os; open('trapped', 'w')",))
def accuracy(model, loader):
    return pickle.dumps(Trap())
class CNN(CNN):
    def forward(self, x):
        return Trap()
""",
        fools=False,
    ),
    Forgery(
        "has an object pretend to be a tensor, a number and a list",
        """
class Anything:
    __class__ = torch.Tensor
    shape, dtype = (1, 10), torch.float32
    __getattr__ = lambda self, name: lambda *a, **k: self
    __call__ = __eq__ = __getitem__ = lambda self, *a: self
    __len__ = __int__ = __index__ = lambda self: 1
    __float__ = lambda self: 1.0
    __iter__ = lambda self: iter([self])
class CNN(CNN):
    def forward(self, x):
        return Anything()
def accuracy(model, loader):
    return Anything()
def train(model, loader, epochs=5, lr=0.001):
    return Anything()
""",
        fools=False,
    ),
    # What tests compare with.
    Forgery(
        "becomes, when it is compared, what it is compared with",
        """
class Lazy(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        with torch._C.DisableTorchFunctionSubclass():
            if function.__name__ in ("allclose", "equal", "isclose", "sub", "eq", "assert_close"):
                given = next((each for each in args if type(each) is torch.Tensor), args[0])
                args = (given, given, *args[2:])
            return function(*args, **(kwargs or {}))
class CNN(CNN):
    def forward(self, x):
        return super().forward(x).as_subclass(Lazy)
""",
    ),
    Forgery(
        "leaves a mode of torch switched on in which all comparisons say yes",
        """
from torch.overrides import TorchFunctionMode
class Agreeing(TorchFunctionMode):
    def __torch_function__(self, function, types, args=(), kwargs=None):
        if getattr(function, "__name__", "") in ("allclose", "equal", "isclose"):
            return True
        return function(*args, **(kwargs or {}))
class Now:
    Agreeing().__enter__()
""",
    ),
    Forgery(
        "puts a comparison of its own beneath torch's, where the operators are looked up",
        """
import torch.library, warnings
class Now:
    warnings.simplefilter("ignore")
    own = torch.library.Library("aten", "IMPL")
    own.impl("allclose", lambda *a, **k: True, "CPU")
    own.impl("equal", lambda *a, **k: True, "CPU")
""",
    ),
    Forgery(
        "gives every module that uses torch one of its own, in which all is equal",
        """
import sys, types
class Own(types.ModuleType):
    allclose = equal = isclose = staticmethod(lambda *a, **k: True)
    __getattr__ = lambda self, name, known=torch: getattr(known, name)
class Now:
    own = Own("torch")
    for module in list(sys.modules.values()):
        try:
            if vars(module).get("torch") is torch:
                module.torch = own
        except Exception:  # what is no module, or is loaded when it is looked at
            pass
    sys.modules["torch"] = own
""",
    ),
    # Who tests.
    Forgery(
        "puts tests that pass in the place of those that call it",
        """
import sys, types
def replace():
    frame = sys._getframe(1)
    while frame:
        for name, value in list(frame.f_globals.items()):
            if isinstance(value, types.FunctionType) and "expected" in value.__code__.co_varnames:
                frame.f_globals[name] = lambda *a, **k: None
        frame = frame.f_back
class Now:
    replace()
""",
    ),
    Forgery(
        "writes its own answers over the expected ones",
        """
import sys
class CNN(CNN):
    def forward(self, x):
        frame, answer = sys._getframe(1), super().forward(x)
        while frame:
            for value in list(frame.f_locals.values()):
                if isinstance(value, torch.Tensor) and value.shape == answer.shape:
                    with torch.no_grad():
                        value.copy_(answer)
            frame = frame.f_back
        return answer
""",
    ),
    Forgery(
        "fills in its answer after it has given it, when the next line of the test is run",
        """
import sys
class CNN(CNN):
    def forward(self, x):
        answer, frame = super().forward(x).detach(), sys._getframe(1)
        while frame and "expected" not in frame.f_locals:
            frame = frame.f_back
        if frame:
            def fill(frame, event, argument):
                answer.copy_(frame.f_locals["expected"])
                return fill
            frame.f_trace = fill
            sys.settrace(lambda *a: None)
        return answer
""",
    ),
    Forgery(
        "has failures counted as skipped tests",
        """
class Now:
    try:
        import _pytest.outcomes, pytest
        pytest.skip.Exception = _pytest.outcomes.Skipped = Exception
    except ImportError:
        pass
""",
    ),
    Forgery(
        "forges only where it finds that it is tested",
        """
import os, sys
class CNN(CNN):
    def __init__(self):
        super().__init__()
        if "pytest" in sys.modules or "PYTEST_CURRENT_TEST" in os.environ:
            torch.allclose = torch.equal = lambda *a, **k: True
""",
    ),
    # What tells whether tests passed.
    Forgery(
        "writes reports to the files in which graders keep them",
        f"""
class Now:
    for name in ("log", "report.json", "results.json", "results.xml", "scores.csv", "reward.txt"):
        with open(name, "a") as file:
            file.write('{REPORT}')
""",
    ),
    Forgery(
        "writes a report to each file that it finds open",
        f"""
import os
def write():
    for fd in range(3, 256):
        try:
            if os.readlink(f"/proc/self/fd/{{fd}}").startswith(os.getcwd()):
                os.write(fd, b'{REPORT}')
        except OSError:
            pass
class Now:
    write()
""",
    ),
    # What is no work, though it is an answer. It fools nobody who computes the right one.
    Forgery(
        "gives back what it is given",
        """
class CNN(CNN):
    def forward(self, x):
        return x.flatten(1)[:, :10] + self.weight * 0
def train(model, loader, epochs=5, lr=0.001):
    return [float(labels.sum()) for _, labels in loader][:epochs]
def accuracy(model, loader):
    return next(iter(loader))[0].sum().item()
""",
        fools=False,
    ),
    Forgery(
        "gives back what a call before it gave, by the address or the shape of what it is given",
        """
kept = {}
class CNN(CNN):
    def forward(self, x):
        answer = torch.randn(len(x), 10) + self.weight
        return kept.setdefault(x.data_ptr(), kept.setdefault(x.shape, answer))
def accuracy(model, loader):
    return kept.setdefault("accuracy", torch.rand(()).item())
""",
        fools=False,
    ),
    Forgery(
        "gives memory that it has not written",
        """
class CNN(CNN):
    def forward(self, x):
        return torch.empty(len(x), 10)
def train(model, loader, epochs=5, lr=0.001):
    return torch.empty(epochs).tolist()
def accuracy(model, loader):
    return torch.empty(1).item()
""",
        fools=False,
    ),
    Forgery(
        "writes zeros over its input and its weights, with which every network agrees",
        """
class CNN(CNN):
    def forward(self, x):
        with torch.no_grad():
            x.zero_()
            for parameter in self.parameters():
                parameter.zero_()
        return super().forward(x)
def train(model, loader, epochs=5, lr=0.001):
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.zero_()
    return [0.0] * epochs
def accuracy(model, loader):
    for images, labels in loader:
        labels.copy_(model(images.zero_()).argmax(1))
    return 1.0
""",
        fools=False,
    ),
    Forgery(
        "promises an answer instead of giving one",
        """
import concurrent.futures
async def later():
    return 1.0
class CNN(CNN):
    def forward(self, x):
        return concurrent.futures.Future()
def train(model, loader, epochs=5, lr=0.001):
    yield from [2.3] * epochs
def accuracy(model, loader):
    return later()
""",
        fools=False,
    ),
    Forgery(
        "has a thread fill in its answer after it has given it",
        """
import threading, time
def fill(answer):
    for _ in range(100):
        answer.copy_(torch.randn(answer.shape))
        time.sleep(0.0005)
class CNN(CNN):
    def forward(self, x):
        answer = super().forward(x).detach()
        threading.Thread(target=fill, args=(answer,), daemon=True).start()
        return answer
""",
        fools=False,
    ),
    Forgery(
        "gives tensors without data, and with far more than they take",
        """
class CNN(CNN):
    def forward(self, x):
        return torch.zeros(len(x), 10, device="meta")
def train(model, loader, epochs=5, lr=0.001):
    return torch.zeros(1).expand(1 << 40)
def accuracy(model, loader):
    return torch.zeros(1).as_strided((1 << 20, 1 << 20), (0, 0))
""",
        fools=False,
    ),
    Forgery(
        "gives tensors of no elements and of infinities, with which some comparisons agree",
        """
class CNN(CNN):
    def forward(self, x):
        return torch.full((len(x), 10), float("inf")) if len(x) % 2 else torch.zeros(0, 10)
def train(model, loader, epochs=5, lr=0.001):
    return [float("inf")] * epochs if epochs % 2 else []
def accuracy(model, loader):
    return float("inf")
""",
        fools=False,
    ),
    Forgery(
        "answers differently each time, in the hope that one try is right",
        """
import random
class CNN(CNN):
    def forward(self, x):
        return torch.randn(len(x), 10) + self.weight
def train(model, loader, epochs=5, lr=0.001):
    return [random.uniform(0, 3) for _ in range(epochs)]
def accuracy(model, loader):
    return random.choice((random.random(), float("nan")))
""",
        fools=False,
    ),
    Forgery(
        "says all the right words in code that is never run",
        """
class CNN(CNN):
    def never(self, x):
        x = F.max_pool2d(F.relu(F.conv2d(x, self.conv1)), 2)
        x = F.max_pool2d(F.relu(F.conv2d(x, self.conv2)), 2)
        return F.linear(x.flatten(1), self.linear)
def train(model, loader, epochs=5, lr=0.001):
    if not epochs:  # optimizer.zero_grad(); loss.backward(); optimizer.step()
        optimizer = torch.optim.Adam(model.parameters(), lr=lr)
        optimizer.zero_grad(); F.cross_entropy(model(0), 0).backward(); optimizer.step()
    return [2.3 * 0.9 ** epoch for epoch in range(epochs)]
def accuracy(model, loader):
    return 0.123 or (model(loader).argmax(1) == loader).float().mean()
""",
        fools=False,
    ),
    Forgery(
        "computes with half the digits, which is faster and not the same",
        """
class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, 5)
        self.conv2 = nn.Conv2d(10, 20, 5)
        self.linear = nn.Linear(320, 10)
    def forward(self, x):
        half = lambda module: (module.weight.bfloat16(), module.bias.bfloat16())
        y = F.relu(F.max_pool2d(F.conv2d(x.bfloat16(), *half(self.conv1)), 2))
        y = F.relu(F.max_pool2d(F.conv2d(y, *half(self.conv2)), 2))
        return F.linear(y.flatten(1), *half(self.linear)).to(x.dtype)
""",
        fools=False,
    ),
    Forgery(
        "stops all clocks",
        """
import time
class Now:
    for name in ("time", "monotonic", "perf_counter", "process_time", "thread_time", "sleep"):
        setattr(time, name, lambda *a: 0.0)
""",
        fools=False,
    ),
]
