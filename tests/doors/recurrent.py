"""Doors to nn.LSTM and nn.GRU, and to their cells."""

from __future__ import annotations

_LAYER = '''
H, STATE = 3, torch.zeros(1, 1, 3)
X = numbers(4, 1, 2)  # (seq, batch, in)
W = [numbers(GATES * H, 2), numbers(GATES * H, H), numbers(GATES * H), numbers(GATES * H)]
NAMES = ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"]
FLAGS = True, 1, 0.0, False, False, False  # biases, layers, dropout, train, bidirectional, batch_first

def load(layer):
    with torch.no_grad():
        for name, value in zip(NAMES, W):
            name = name if hasattr(layer, name) else name.removesuffix("_l0")
            getattr(layer, name).copy_(value)
    return layer

def each_step(step):
    state, outputs = (STATE[0], STATE[0]) if GATES == 4 else STATE[0], []
    for x in X:
        state = step(x, state)
        outputs.append(state[0] if GATES == 4 else state)
    return torch.stack(outputs)

def each_gate(cell):
    """With the spelling of one step that torch's decompositions have."""
    weigh = lambda x: nn.functional.linear(x, W[0], W[2])
    return each_step(lambda x, state: cell(weigh(x), *state, W[1], W[3], None, 1))

def load_gates(cell):
    """The weights into a cell of torch.ao.nn.quantizable."""
    with torch.no_grad():
        for part, (w, b) in {cell.igates: (W[0], W[2]), cell.hgates: (W[1], W[3])}.items():
            part.weight.copy_(w)
            part.bias.copy_(b)
    return cell

def cut(text):
    """One step, out of the text of torch's decompositions."""
    from torch._decomp import decompositions
    found = {}
    exec(text[text.index("def lstm_cell("):text.index("def one_layer_lstm(")],
         vars(decompositions), found)
    return found["lstm_cell"]
'''

_SCRIPTS = '''
SCRIPT = """
def run(x, h, c, w: List[Tensor]):
    return torch.lstm(x, [h, c], w, True, 1, 0.0, False, False, False)[0]

def gru(x, h, w: List[Tensor]):
    return torch.gru(x, h, w, True, 1, 0.0, False, False, False)[0]
"""
'''

PRELUDE_OF_LSTM = f"GATES = 4{_LAYER}{_SCRIPTS}KEPT = torch._VF.lstm\n"
PRELUDE_OF_GRU = f"GATES = 3{_LAYER}{_SCRIPTS}KEPT = torch._VF.gru\n"

LSTM = {
    "the layer": "return load(nn.LSTM(2, H))(X)[0]",
    "the cell": """
        cell = load(nn.LSTMCell(2, H))
        return each_step(cell)
    """,
    "a subclass": """
        class Mine(nn.LSTM):
            pass
        return load(Mine(2, H))(X)[0]
    """,
    "made without its __init__": """
        layer = object.__new__(nn.LSTM)
        nn.modules.rnn.RNNBase.__init__(layer, "LSTM", 2, H)
        return load(layer)(X)[0]
    """,
    "another layer that becomes one": """
        layer = nn.modules.rnn.RNNBase("LSTM", 2, H)
        layer.__class__ = nn.LSTM
        return load(layer)(X)[0]
    """,
    "functional_call": "return torch.func.functional_call(nn.LSTM(2, H), dict(zip(NAMES, W)), (X,))[0]",
    "the base class and torch._VF": """
        base = load(nn.modules.rnn.RNNBase("LSTM", 2, H))
        return torch._VF.lstm(X, (STATE, STATE), base._flat_weights, *FLAGS)[0]
    """,
    "torch.lstm": "return torch.lstm(X, (STATE, STATE), W, *FLAGS)[0]",
    "torch._C._VariableFunctions": (
        "return torch._C._VariableFunctions.lstm(X, (STATE, STATE), W, *FLAGS)[0]"
    ),
    "a function kept from load time": "return KEPT(X, (STATE, STATE), W, *FLAGS)[0]",
    "torch.lstm_cell": "return each_step(lambda x, state: torch.lstm_cell(x, state, *W))",
    "torch.ops.aten.lstm": "return torch.ops.aten.lstm.input(X, (STATE, STATE), W, *FLAGS)[0]",
    "torch.ops.aten.lstm.data, packed": """
        packed = nn.utils.rnn.pack_sequence([X[:, 0]])
        out = torch.ops.aten.lstm.data(packed.data, packed.batch_sizes, (STATE, STATE), W, True, 1, 0.0, False, False)
        return out[0].reshape(X.shape[0], 1, H)
    """,
    "torch.ops.aten.lstm_cell": "return each_step(lambda x, state: torch.ops.aten.lstm_cell(x, state, *W))",
    "oneDNN's layer": """
        flags = False, [], 2, H, 1, True, False, False, False
        return torch.ops.aten.mkldnn_rnn_layer(X, *W, STATE[0], STATE[0], *flags)[0]
    """,
    "a thread": """
        from concurrent.futures import ThreadPoolExecutor
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(torch._VF.lstm, X, (STATE, STATE), W, *FLAGS).result()[0]
    """,
    "a thread of _thread": """
        import _thread, time
        found = []
        _thread.start_new_thread(lambda: found.append(torch._VF.lstm(X, (STATE, STATE), W, *FLAGS)[0]), ())
        for _ in range(200):
            if found:
                return found[0]
            time.sleep(0.01)
    """,
    "DisableTorchFunction": """
        with torch._C.DisableTorchFunction():
            return torch._VF.lstm(X, (STATE, STATE), W, *FLAGS)[0]
    """,
    "DisableTorchFunctionSubclass": """
        with torch._C.DisableTorchFunctionSubclass():
            return torch._VF.lstm(X, (STATE, STATE), W, *FLAGS)[0]
    """,
    "no mode left on the stack": """
        while torch._C._len_torch_function_stack():
            torch._C._pop_torch_function_stack()
        return torch._VF.lstm(X, (STATE, STATE), W, *FLAGS)[0]
    """,
    "_pop_mode_temporarily": """
        from torch.overrides import TorchFunctionMode, _pop_mode_temporarily
        class Idle(TorchFunctionMode):
            def __torch_function__(self, func, types, args=(), kwargs=None):
                return func(*args, **(kwargs or {}))
        with Idle(), _pop_mode_temporarily():
            return torch._VF.lstm(X, (STATE, STATE), W, *FLAGS)[0]
    """,
    "TorchDispatchMode": """
        from torch.utils._python_dispatch import TorchDispatchMode
        class Idle(TorchDispatchMode):
            def __torch_dispatch__(self, func, types, args=(), kwargs=None):
                return func(*args, **(kwargs or {}))
        with Idle():
            return torch._VF.lstm(X, (STATE, STATE), W, *FLAGS)[0]
    """,
    "inference mode": """
        with torch.inference_mode():
            return torch._VF.lstm(X, (STATE, STATE), W, *FLAGS)[0].clone()
    """,
    "autocast": """
        with torch.autocast("cpu", torch.bfloat16), torch.backends.mkldnn.flags(enabled=False):
            return torch._VF.lstm(X, (STATE, STATE), W, *FLAGS)[0].float()
    """,
    "torch.func.functionalize": """
        run = lambda x: torch._VF.lstm(x, (STATE, STATE), W, *FLAGS)[0]
        return torch.func.functionalize(run)(X)
    """,
    "within an autograd.Function": """
        class Run(torch.autograd.Function):
            @staticmethod
            def forward(ctx, x):
                return torch._VF.lstm(x, (STATE, STATE), W, *FLAGS)[0]
        return Run.apply(X)
    """,
    "torch.utils.checkpoint": """
        from torch.utils.checkpoint import checkpoint
        run = lambda x: torch._VF.lstm(x, (STATE, STATE), W, *FLAGS)[0]
        return checkpoint(run, X, use_reentrant=False)
    """,
    "a graph of make_fx": """
        from torch.fx.experimental.proxy_tensor import make_fx
        run = lambda x: torch._VF.lstm(x, (STATE, STATE), W, *FLAGS)[0]
        return make_fx(run)(X)(X)
    """,
    "make_fx before the operator is decomposed": """
        from torch.fx.experimental.proxy_tensor import make_fx
        run = lambda x: torch._VF.lstm(x, (STATE, STATE), W, *FLAGS)[0]
        return make_fx(run, pre_dispatch=True)(X)(X)
    """,
    "the kernel of one key": """
        op = torch.ops.aten.lstm.input
        return op._op_dk(torch._C.DispatchKey.CompositeImplicitAutograd, X, (STATE, STATE), W, *FLAGS)[0]
    """,
    "a call below autograd": """
        keys = torch._C.DispatchKeySet(torch._C.DispatchKey.CPU)
        return torch.ops.aten.lstm.input.redispatch(keys, X, (STATE, STATE), W, *FLAGS)[0]
    """,
    "torch.library.get_kernel": """
        kernel = torch.library.get_kernel("aten::lstm.input", "CPU")
        keys = torch._C.DispatchKeySet(torch._C.DispatchKey.CPU)
        return kernel.call_boxed(keys, X, (STATE, STATE), W, *FLAGS)[0]
    """,
    "torch.jit's operator": """
        run, _ = torch._C._jit_get_operation("aten::lstm")
        return run(X, [STATE, STATE], W, *FLAGS)[0]
    """,
    "an operator's overload": """
        run, *_ = torch._C._get_operation_overload("aten::lstm", "input")
        return run(X, [STATE, STATE], W, *FLAGS)[0]
    """,
    "torch.jit.CompilationUnit": "return torch.jit.CompilationUnit(SCRIPT).run(X, STATE, STATE, W)",
    "a graph of torch.jit": """
        graph = torch.jit.CompilationUnit(SCRIPT).run.graph
        run = torch._C._create_function_from_graph("again", torch._C.parse_ir(str(graph)))
        return run(X, STATE, STATE, W)
    """,
    "torch.jit's interpreter": """
        graph = torch.jit.CompilationUnit(SCRIPT).run.graph
        (out,) = [torch._C._jit_interpret_graph(graph, (X, STATE, STATE, W))]
        return out
    """,
    "bytes of torch.jit": """
        data = torch.jit.CompilationUnit(SCRIPT).run.save_to_buffer()
        unit = torch._C.CompilationUnit()
        module = torch._C.import_ir_module_from_buffer(unit, data, None, {}, False)
        return module._get_method("forward")(X, STATE, STATE, W)
    """,
    "torch.jit.script, turned on": """
        torch.jit._state.enable()
        return torch.jit.CompilationUnit(SCRIPT).run(X, STATE, STATE, W)
    """,
    "torch.ao.nn.quantizable.LSTM": """
        layer = torch.ao.nn.quantizable.LSTM(2, H)
        load_gates(layer.layers[0].layer_fw.cell)
        return layer(X)[0]
    """,
    "torch.ao.nn.quantizable.LSTMCell": """
        cell = torch.ao.nn.quantizable.LSTMCell(2, H)
        return each_step(load_gates(cell))
    """,
    "the operator of torch.ao.nn.quantized.dynamic.LSTM": """
        pack = torch.ops.quantized.linear_prepack_fp16
        packed = [pack(W[0], W[2]), pack(W[1], W[3])]
        cell = torch.ops.quantized.make_quantized_cell_params_fp16(*packed)
        return torch.ops.aten.quantized_lstm.input(X, [STATE, STATE], [cell], True, 1, 0.0, False, False, False,
                                                   dtype=torch.float16, use_dynamic=True)[0]
    """,
    "a decomposition": """
        from torch._decomp.decompositions import lstm_impl
        return lstm_impl(X, (STATE, STATE), W, *FLAGS)[0]
    """,
    "one layer of a decomposition": """
        from torch._decomp.decompositions import one_layer_lstm
        return one_layer_lstm(X, (STATE[0], STATE[0]), W, True)[0]
    """,
    "one step of a decomposition": """
        from torch._decomp.decompositions import lstm_cell
        return each_gate(lstm_cell)
    """,
    "the table of decompositions": """
        from torch._decomp import decomposition_table
        return decomposition_table[torch.ops.aten.lstm.input](X, (STATE, STATE), W, *FLAGS)[0]
    """,
    "an operator's kernels in Python": """
        kernels = torch.ops.aten.lstm.input.py_kernels
        return kernels[torch._C.DispatchKey.CompositeImplicitAutograd](X, (STATE, STATE), W, *FLAGS)[0]
    """,
    "decompose()": "return torch.ops.aten.lstm.input.decompose(X, (STATE, STATE), W, *FLAGS)[0]",
    "the Python dispatcher": """
        from torch._dispatch.python import enable_python_dispatcher
        with enable_python_dispatcher():
            return torch.ops.aten.lstm.input(X, (STATE, STATE), W, *FLAGS)[0]
    """,
    "torch.export's spelling": """
        from torch.export._patches import one_layer_while_loop_lstm
        return one_layer_while_loop_lstm(X, (STATE[0], STATE[0]), W, True)[0]
    """,
    "a module of torch imported anew": """
        import sys
        for name in [name for name in sys.modules if "quantizable" in name]:
            del sys.modules[name]
        from torch.ao.nn.quantizable.modules.rnn import LSTMCell
        cell = LSTMCell(2, H)
        return each_step(load_gates(cell))
    """,
    "importlib.reload": """
        import importlib
        again = importlib.reload(sys.modules["torch.ao.nn.quantizable.modules.rnn"])
        cell = again.LSTMCell(2, H)
        return each_step(load_gates(cell))
    """,
    "runpy": """
        import runpy
        again = runpy.run_path(sys.modules["torch.ao.nn.quantizable.modules.rnn"].__file__)
        return each_step(load_gates(again["LSTMCell"](2, H)))
    """,
    "torch's file read and run": """
        from torch._decomp import decompositions
        return each_gate(cut(open(decompositions.__file__).read()))
    """,
    "torch's file by inspect": """
        import inspect
        from torch._decomp import decompositions
        return each_gate(cut(inspect.getsource(decompositions)))
    """,
    "torch's file by a link": """
        import os
        from torch._decomp import decompositions
        os.symlink(decompositions.__file__, "mine.txt")
        return each_gate(cut(open("mine.txt").read()))
    """,
    "what Python compiled of torch": """
        import marshal
        from torch._decomp import decompositions
        code = marshal.loads(open(decompositions.__cached__, "rb").read()[16:])
        (cell,) = [c for c in code.co_consts if getattr(c, "co_name", "") == "lstm_cell"]
        run = type(each_step)(cell, vars(decompositions))
        return each_gate(run)
    """,
    "a kernel registered over the refusal": """
        library = torch.library.Library("aten", "IMPL")
        kernel = torch.library.get_kernel("aten::lstm.input", "Meta")
        def run(*args):
            return kernel.call_boxed(torch._C.DispatchKeySet(torch._C.DispatchKey.CPU), *args)
        library.impl("lstm.input", run, "CPU")
        return torch.lstm(X, (STATE, STATE), W, *FLAGS)[0]
    """,
    "a kernel registered and taken away again": """
        library = torch.library.Library("aten", "IMPL")
        library.impl("lstm.input", lambda *args: None, "CompositeImplicitAutograd")
        library._destroy()
        return torch.lstm(X, (STATE, STATE), W, *FLAGS)[0]
    """,
    "all libraries ended": """
        import gc
        for each in gc.get_objects():
            for found in (each, *gc.get_referents(each)):
                if type(found).__name__ == "Library" and found.ns == "aten" and found.kind == "IMPL":
                    found._destroy()
                elif type(found).__name__ == "_DispatchModule":
                    found.reset()
        return torch.lstm(X, (STATE, STATE), W, *FLAGS)[0]
    """,
    "put back by the kit's own code": """
        import gc
        for each in gc.get_objects():
            if type(each).__name__ == "Taken":
                each.put_back()
            elif type(each).__name__ == "Hold":
                each.change(())
        return torch.lstm(X, (STATE, STATE), W, *FLAGS)[0]
    """,
    "other code in the refusal": """
        import gc
        for each in gc.get_objects():
            if type(each).__name__ == "function" and each.__name__ == "refuse":
                name = None
                def again(*args, **kwargs):
                    return torch.ops.aten.lstm.input.decompose(*args, **kwargs) or name
                each.__code__ = again.__code__
        return torch.lstm(X, (STATE, STATE), W, *FLAGS)[0]
    """,
    "code found in memory": """
        import gc, types
        for each in gc.get_objects():
            for found in gc.get_referents(each):
                if isinstance(found, types.CodeType) and found.co_name == "lstm_impl":
                    from torch._decomp import decompositions
                    return types.FunctionType(found, vars(decompositions))(X, (STATE, STATE), W, *FLAGS)[0]
        from torch._decomp.decompositions import lstm_impl
        return lstm_impl(X, (STATE, STATE), W, *FLAGS)[0]
    """,
}

GRU = {
    "the layer": "return load(nn.GRU(2, H))(X)[0]",
    "the cell": "return each_step(load(nn.GRUCell(2, H)))",
    "another layer that becomes one": """
        layer = nn.modules.rnn.RNNBase("GRU", 2, H)
        layer.__class__ = nn.GRU
        return load(layer)(X)[0]
    """,
    "torch.gru": "return torch.gru(X, STATE, W, *FLAGS)[0]",
    "a function kept from load time": "return KEPT(X, STATE, W, *FLAGS)[0]",
    "torch.gru_cell": "return each_step(lambda x, state: torch.gru_cell(x, state, *W))",
    "torch.ops.aten.gru": "return torch.ops.aten.gru.input(X, STATE, W, *FLAGS)[0]",
    "a thread": """
        from concurrent.futures import ThreadPoolExecutor
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(torch._VF.gru, X, STATE, W, *FLAGS).result()[0]
    """,
    "DisableTorchFunction": """
        with torch._C.DisableTorchFunction():
            return torch._VF.gru(X, STATE, W, *FLAGS)[0]
    """,
    "TorchDispatchMode": """
        from torch.utils._python_dispatch import TorchDispatchMode
        class Idle(TorchDispatchMode):
            def __torch_dispatch__(self, func, types, args=(), kwargs=None):
                return func(*args, **(kwargs or {}))
        with Idle():
            return torch._VF.gru(X, STATE, W, *FLAGS)[0]
    """,
    "torch.jit.CompilationUnit": "return torch.jit.CompilationUnit(SCRIPT).gru(X, STATE, W)",
    "the operator of torch.ao.nn.quantized.dynamic.GRU": """
        pack = torch.ops.quantized.linear_prepack_fp16
        packed = [pack(W[0], W[2]), pack(W[1], W[3])]
        cell = torch.ops.quantized.make_quantized_cell_params_fp16(*packed)
        return torch.ops.aten.quantized_gru.input(X, STATE, [cell], True, 1, 0.0, False, False, False)[0]
    """,
    "a decomposition": """
        from torch._decomp.decompositions import gru_impl
        return gru_impl(X, STATE, W, *FLAGS)[0]
    """,
    "one step of a decomposition": """
        from torch._decomp.decompositions import gru_cell
        weigh = lambda x: nn.functional.linear(x, W[0], W[2])
        return each_step(lambda x, h: gru_cell(weigh(x), h[None], W[0], W[2], W[1], W[3])[0])
    """,
    "the table of decompositions": """
        from torch._decomp import decomposition_table
        return decomposition_table[torch.ops.aten.gru.input](X, STATE, W, *FLAGS)[0]
    """,
    "decompose()": "return torch.ops.aten.gru.input.decompose(X, STATE, W, *FLAGS)[0]",
    "torch.export's spelling": """
        from torch.export._patches import one_layer_while_loop_gru
        return one_layer_while_loop_gru(X, STATE[0], W, True)[0]
    """,
    "torch.library.get_kernel": """
        kernel = torch.library.get_kernel("aten::gru.input", "CPU")
        keys = torch._C.DispatchKeySet(torch._C.DispatchKey.CPU)
        return kernel.call_boxed(keys, X, STATE, W, *FLAGS)[0]
    """,
    "all libraries ended": """
        import gc
        for each in gc.get_objects():
            for found in (each, *gc.get_referents(each)):
                if type(found).__name__ == "Library" and found.ns == "aten" and found.kind == "IMPL":
                    found._destroy()
                elif type(found).__name__ == "_DispatchModule":
                    found.reset()
        return torch.gru(X, STATE, W, *FLAGS)[0]
    """,
}

OPEN = {
    "torch's source text, however it is read": """
        import os
        from torch._decomp import decompositions
        folder, name = os.path.split(decompositions.__file__)
        file = os.open(name, os.O_RDONLY, dir_fd=os.open(folder, os.O_RDONLY))
        return each_gate(cut(os.read(file, 1 << 20).decode()))
    """,
}
