"""Doors to a gradient that torch computes. One that a student's code spells out itself, by a formula or by nudging
numbers, is no door: that is the exercise.
"""

from __future__ import annotations

PRELUDE = '''
X, WEIGHT = numbers(4, 3), numbers(3, 2)
ENGINE = torch.autograd.Variable._execution_engine
RUN = ENGINE.run_backward

def f(weight):
    return ((X @ weight).tanh() ** 2).sum()

def leaf():
    return WEIGHT.clone().requires_grad_()

def units():
    """Each direction in which a weight can change."""
    return torch.eye(WEIGHT.numel()).reshape(-1, *WEIGHT.shape)

def gathered(slopes):
    return torch.stack(list(slopes)).reshape(WEIGHT.shape)

def by_hand(node, gradient, leaf):
    """Walks the graph from a node, and gives what arrives at a leaf."""
    if hasattr(node, "variable"):
        return gradient if node.variable is leaf else 0
    try:
        given = node(gradient)
    except TypeError:  # a script's node takes one for each of its results
        given = node(gradient, None, None, None)
    given = given if isinstance(given, tuple) else (given,)
    pairs = zip(node.next_functions, given)
    return sum(by_hand(after, g, leaf) for (after, _), g in pairs if after is not None and g is not None)

def backward(loss, weight):
    loss.backward()
    return weight.grad

class Dual:
    """Numbers with a tangent, by torch.autograd.forward_ad."""
    def __enter__(self):
        torch.autograd.forward_ad.enter_dual_level()
    def __exit__(self, *error):
        torch.autograd.forward_ad.exit_dual_level()

SCRIPT = """
def f(x, weight):
    return (torch.tanh(torch.matmul(x, weight)) ** 2).sum()

def slope(x, weight):
    loss = (torch.tanh(torch.matmul(x, weight)) ** 2).sum()
    return torch.autograd.grad([loss], [weight])[0]

def walk(x, weight):
    loss = (torch.tanh(torch.matmul(x, weight)) ** 2).sum()
    loss.backward()
"""
'''

DOORS = {
    "backward": """
        w = leaf()
        return backward(f(w), w)
    """,
    "torch.autograd.backward": """
        w = leaf()
        torch.autograd.backward([f(w)])
        return w.grad
    """,
    "torch.autograd.grad": """
        w = leaf()
        return torch.autograd.grad(f(w), w)[0]
    """,
    "enable_grad": """
        with torch.inference_mode(False), torch.enable_grad():
            w = leaf()
            return backward(f(w), w)
    """,
    "torch._C._set_grad_enabled": """
        torch._C._set_grad_enabled(True)
        w = leaf()
        return backward(f(w), w)
    """,
    "a thread": """
        from concurrent.futures import ThreadPoolExecutor
        def work():
            w = leaf()
            return backward(f(w), w)
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(work).result()
    """,
    "an engine kept from load time": """
        with torch.inference_mode(False), torch.enable_grad():
            w = leaf()
            return ENGINE.run_backward((f(w),), (torch.tensor(1.0),), False, False, (w,), False, False)[0]
    """,
    "a method of the engine kept from load time": """
        w = leaf()
        return RUN((f(w),), (torch.tensor(1.0),), False, False, (w,), False, False)[0]
    """,
    "another engine": """
        w = leaf()
        engine = torch._C._ImperativeEngine()
        return engine.run_backward((f(w),), (torch.tensor(1.0),), False, False, (w,), False, False)[0]
    """,
    "the engine's class": """
        w = leaf()
        (kind,) = [k for k in type(ENGINE).__mro__ if "run_backward" in vars(k)]
        return kind.run_backward(ENGINE, (f(w),), (torch.tensor(1.0),), False, False, (w,), False, False)[0]
    """,
    "the nodes of the graph by hand": """
        w = leaf()
        return by_hand(f(w).grad_fn, torch.tensor(1.0), w)
    """,
    "the nodes, past the tensor's own class": """
        w = leaf()
        return by_hand(torch._C.TensorBase.grad_fn.__get__(f(w)), torch.tensor(1.0), w)
    """,
    "the nodes, by their other name": """
        w = leaf()
        return by_hand(f(w)._grad_fn, torch.tensor(1.0), w)
    """,
    "a script's nodes, by their other name": """
        run = torch.jit.CompilationUnit(SCRIPT).f
        for _ in range(3):
            w = leaf()
            loss = run(X, w)
        return by_hand(loss._grad_fn, torch.tensor(1.0), w)
    """,
    "the nodes, from the function of a student's": """
        class Same(torch.autograd.Function):
            @staticmethod
            def forward(ctx, x):
                seen.append(ctx)
                return x.clone()
            @staticmethod
            def backward(ctx, g):
                return g
        seen, w = [], leaf()
        Same.apply(f(w))
        ((node, _),) = seen[0].next_functions
        return by_hand(node, torch.tensor(1.0), w)
    """,
    "the nodes, from a hook": """
        seen, w = [], leaf()
        with torch.autograd.graph.saved_tensors_hooks(lambda t: t, lambda t: t):
            loss = f(w)
        edge = torch.autograd.graph.get_gradient_edge(loss)
        return by_hand(edge.node, torch.tensor(1.0), w)
    """,
    "a hook": """
        seen, w = [], leaf()
        w.register_hook(seen.append)
        f(w).backward()
        return seen[0]
    """,
    "a gradient within one's own step backward": """
        class Mine(torch.autograd.Function):
            @staticmethod
            def forward(ctx, w):
                ctx.save_for_backward(w)
                return w.sum()
            @staticmethod
            def backward(ctx, g):
                (w,) = ctx.saved_tensors
                with torch.enable_grad():
                    w = w.detach().requires_grad_()
                    return torch.autograd.grad(f(w), w)[0]
        w = leaf()
        return backward(Mine.apply(w), w)
    """,
    "torch.utils.checkpoint": """
        from torch.utils.checkpoint import checkpoint
        w = leaf()
        return backward(checkpoint(f, w, use_reentrant=False), w)
    """,
    "forward AD": """
        import torch.autograd.forward_ad as fwAD
        slopes = []
        with fwAD.dual_level():
            for unit in units():
                slopes.append(fwAD.unpack_dual(f(fwAD.make_dual(WEIGHT, unit))).tangent)
        return gathered(slopes)
    """,
    "forward AD after inference_mode(False)": """
        import torch.autograd.forward_ad as fwAD
        slopes = []
        with torch.inference_mode(False), fwAD.dual_level():
            for unit in units():
                slopes.append(fwAD.unpack_dual(f(fwAD.make_dual(WEIGHT.clone(), unit.clone()))).tangent)
        return gathered(slopes)
    """,
    "forward AD by torch._VF": """
        level, slopes = torch._C._enter_dual_level(), []
        for unit in units():
            dual = torch._VF._make_dual(WEIGHT, unit, level=level)
            slopes.append(torch._VF._unpack_dual(f(dual), level=level)[1])
        return gathered(slopes)
    """,
    "forward AD by the operators": """
        level, slopes = torch._C._enter_dual_level(), []
        for unit in units():
            dual = torch.ops.aten._make_dual(WEIGHT, unit, level)
            slopes.append(torch.ops.aten._unpack_dual(f(dual), level)[1])
        return gathered(slopes)
    """,
    "torch.func.grad": "return torch.func.grad(f)(WEIGHT)",
    "torch.func.vjp": "return torch.func.vjp(f, WEIGHT)[1](torch.tensor(1.0))[0]",
    "torch.func.jvp": "return gathered(torch.func.jvp(f, (WEIGHT,), (unit,))[1] for unit in units())",
    "torch.func.jacrev": "return torch.func.jacrev(f)(WEIGHT)",
    "torch.func.jacfwd": "return torch.func.jacfwd(f)(WEIGHT)",
    "torch.func.linearize": "return gathered(map(torch.func.linearize(f, WEIGHT)[1], units()))",
    "torch.func.hessian": """
        half = lambda both: both[0] * f(both[1:].reshape(WEIGHT.shape))
        return torch.func.hessian(half)(torch.cat([torch.ones(1), WEIGHT.flatten()]))[0, 1:].reshape(WEIGHT.shape)
    """,
    "torch.func.vmap of grad": "return torch.func.vmap(torch.func.grad(f))(WEIGHT[None])[0]",
    "functorch's levels, by the module that has them": """
        from torch._functorch import eager_transforms
        with eager_transforms.grad_increment_nesting() as level:
            w = eager_transforms._create_differentiable(eager_transforms._wrap_tensor_for_grad(WEIGHT, level))
            return eager_transforms._unwrap_for_grad(torch.autograd.grad(f(w), w)[0], level)
    """,
    "torch.autograd.functional.jacobian": "return torch.autograd.functional.jacobian(f, WEIGHT)",
    "torch.autograd.functional.vjp": "return torch.autograd.functional.vjp(f, WEIGHT)[1]",
    "torch.autograd.functional.jvp": (
        "return gathered(torch.autograd.functional.jvp(f, WEIGHT, unit)[1] for unit in units())"
    ),
    "gradcheck's numbers": """
        from torch.autograd.gradcheck import _get_numerical_jacobian
        w, function = leaf().double(), lambda w: ((X.double() @ w).tanh() ** 2).sum()
        w = w.detach().requires_grad_()
        return _get_numerical_jacobian(function, (w,), eps=1e-6)[0][0].reshape(WEIGHT.shape).float()
    """,
    "aot_function": """
        from functorch.compile import aot_function, nop
        w = leaf()
        return backward(aot_function(lambda x, w: ((x @ w).tanh() ** 2).sum(), nop, nop)(X, w), w)
    """,
    "make_fx": """
        from torch.fx.experimental.proxy_tensor import make_fx
        return make_fx(torch.func.grad(f))(WEIGHT)(WEIGHT)
    """,
    "compiled autograd": """
        w = leaf()
        loss = f(w)
        from torch._dynamo import compiled_autograd
        with compiled_autograd._enable(lambda graph: graph):
            loss.backward()
        return w.grad
    """,
    "torch.ops.aten._backward": """
        w = leaf()
        torch.ops.aten._backward(f(w), [w])
        return w.grad
    """,
    "torch.jit's backward": """
        w = leaf()
        torch._C._jit_get_operation("aten::backward")[0](f(w))
        return w.grad
    """,
    "torch.jit's grad": """
        w = leaf()
        return torch._C._jit_get_operation("aten::grad")[0]([f(w)], [w])[0]
    """,
    "a gradient within a script": "return torch.jit.CompilationUnit(SCRIPT).slope(X, leaf())",
    "a step backward within a script": """
        w = leaf()
        torch.jit.CompilationUnit(SCRIPT).walk(X, w)
        return w.grad
    """,
    "a script's graph, walked": """
        run = torch.jit.CompilationUnit(SCRIPT).f
        for _ in range(3):
            w = leaf()
            loss = run(X, w)
        return backward(loss, w)
    """,
    "a script's graph, walked by torch.jit": """
        run = torch.jit.CompilationUnit(SCRIPT).f
        for _ in range(3):
            w = leaf()
            loss = run(X, w)
        return torch._C._jit_get_operation("aten::grad")[0]([loss], [w])[0]
    """,
    "a script's graph, by hand": """
        run = torch.jit.CompilationUnit(SCRIPT).f
        for _ in range(3):
            w = leaf()
            loss = run(X, w)
        return by_hand(loss.grad_fn, torch.tensor(1.0), w)
    """,
    "a script, differentiated": """
        graph = torch.jit.CompilationUnit(SCRIPT).f.graph
        torch._C._jit_pass_inline(graph)
        run = torch._C._create_function_from_graph("mine", graph)
        w = leaf()
        return backward(run(X, w), w)
    """,
    "a script in bytes": """
        data = torch.jit.CompilationUnit(SCRIPT).f.save_to_buffer()
        w = leaf()
        module = torch.import_ir_module_from_buffer(torch._C.CompilationUnit(), data, None, {}, False)
        return backward(module._get_method("forward")(X, w), w)
    """,
    "a script that torch.jit interprets": """
        graph = torch.jit.CompilationUnit(SCRIPT).f.graph
        w = leaf()
        return backward(torch._C._jit_interpret_graph(graph, (X, w)), w)
    """,
    "a call with autograd's key": """
        keys = torch._C.DispatchKeySet(torch._C.DispatchKey.AutogradCPU)
        keys, w = keys | torch._C.DispatchKeySet(torch._C.DispatchKey.CPU), leaf()
        y = torch.ops.aten.mm.default.redispatch(keys, X, w)
        y = torch.ops.aten.tanh.default.redispatch(keys, y)
        y = torch.ops.aten.pow.Tensor_Scalar.redispatch(keys, y, 2)
        return backward(torch.ops.aten.sum.default.redispatch(keys, y), w)
    """,
    "torch.library.get_kernel": """
        w = leaf()
        key = torch._C.DispatchKey.AutogradCPU
        keys = torch._C.DispatchKeySet(key) | torch._C.DispatchKeySet(torch._C.DispatchKey.CPU)
        def run(name, *args):
            return torch.library.get_kernel(name, "AutogradCPU").call_boxed(keys, *args)
        y = run("aten::pow.Tensor_Scalar", run("aten::tanh", run("aten::mm", X, w)), 2)
        return backward(y.sum(), w)
    """,
    "sparse tensors": """
        w = leaf()
        return backward((torch.sparse.mm(X.to_sparse(), w).tanh() ** 2).sum(), w)
    """,
    "tensors that are changed in place": """
        w = leaf()
        y = torch.zeros(4, 2).addmm_(X, w).tanh_()
        total = torch.zeros(())
        total += (y * y).sum()
        return backward(total, w)
    """,
    "foreach": """
        w = leaf()
        (y,) = torch._foreach_tanh([X @ w])
        (y,) = torch._foreach_mul([y], [y])
        return backward(y.sum(), w)
    """,
    "a subclass of Tensor": """
        class Mine(torch.Tensor):
            pass
        w = leaf().as_subclass(Mine)
        base = w.detach().as_subclass(Mine).requires_grad_()
        return torch.Tensor(backward(f(base), base))
    """,
    "a tensor that dispatches by itself": """
        class Mine(torch.Tensor):
            @staticmethod
            def __new__(cls, inner):
                return torch.Tensor._make_wrapper_subclass(cls, inner.shape, dtype=inner.dtype, requires_grad=True)
            def __init__(self, inner):
                self.inner = inner
            @classmethod
            def __torch_dispatch__(cls, func, types, args=(), kwargs=None):
                open_ = lambda t: t.inner if isinstance(t, Mine) else t
                return func(*torch.utils._pytree.tree_map(open_, args), **(kwargs or {}))
        w = Mine(WEIGHT)
        return backward(f(w), w)
    """,
    "TorchDispatchMode": """
        from torch.utils._python_dispatch import TorchDispatchMode
        class Idle(TorchDispatchMode):
            def __torch_dispatch__(self, func, types, args=(), kwargs=None):
                return func(*args, **(kwargs or {}))
        w = leaf()
        with Idle():
            return backward(f(w), w)
    """,
    "the gradients of an optimizer's closure": """
        w, seen = leaf(), []
        def closure():
            loss = f(w)
            loss.backward()
            seen.append(w.grad.clone())
            return loss
        torch.optim.SGD([w], lr=0.1).step(closure)
        return seen[0]
    """,
    "an operator that is one step backward": """
        y = (X @ WEIGHT).tanh()
        return X.T @ torch.ops.aten.tanh_backward(2 * y, y)
    """,
    "that step in Python": """
        from torch._decomp.decompositions import tanh_backward
        y = (X @ WEIGHT).tanh()
        return X.T @ tanh_backward(2 * y, y)
    """,
    "the gradients of a convolution": """
        y = (X @ WEIGHT).tanh()
        g = 2 * y * (1 - y * y)
        shape = (2, 3, 1)
        return torch.nn.grad.conv1d_weight(X[:, :, None], shape, g[:, :, None])[:, :, 0].T
    """,
    "gradients for each sample": """
        from torch.nn.utils._expanded_weights.linear_expanded_weights import LinearPerSampleGrad
        y = (X @ WEIGHT).tanh()
        g = 2 * y * (1 - y * y)
        import types
        weight = nn.Parameter(WEIGHT.T.clone())
        from torch.nn.utils._expanded_weights.expanded_weights_impl import ExpandedWeight
        ctx = types.SimpleNamespace(args=(X, ExpandedWeight(weight, 4, "sum")), kwargs={"bias": None},
                                    needs_input_grad=[False, False, False], saved_tensors=(),
                                    batch_first=True)
        LinearPerSampleGrad.backward(ctx, g)
        return weight.grad_sample.sum(dim=0).T
    """,
    "a kernel for autograd registered and taken away again": """
        library = torch.library.Library("aten", "IMPL")
        for name in ("mm", "tanh", "pow.Tensor_Scalar", "sum"):
            library.impl(name, lambda *args: None, "AutogradCPU")
        library._destroy()
        w = leaf()
        return backward(f(w), w)
    """,
    "all libraries ended": """
        import gc
        for each in gc.get_objects():
            for found in (each, *gc.get_referents(each)):
                if type(found).__name__ == "Library" and found.ns == "aten" and found.kind == "IMPL":
                    found._destroy()
                elif type(found).__name__ == "_DispatchModule":
                    found.reset()
        w = leaf()
        return by_hand(f(w).grad_fn, torch.tensor(1.0), w)
    """,
    "put back by the kit's own code": """
        import gc
        for each in gc.get_objects():
            if type(each).__name__ == "Taken":
                each.put_back()
            elif type(each).__name__ == "Hold":
                each.change(())
        w = leaf()
        return backward(f(w), w)
    """,
    "the engine's methods found in memory": """
        import gc
        w = leaf()
        (kind,) = [k for k in type(ENGINE).__mro__ if "run_backward" in vars(k)]
        for each in [*gc.get_objects(), *gc.get_referents(vars(kind))]:
            for found in gc.get_referents(each):
                if type(found).__name__ == "method_descriptor" and found.__name__ == "run_backward":
                    return found(ENGINE, (f(w),), (torch.tensor(1.0),), False, False, (w,), False, False)[0]
    """,
    "a module of torch.autograd loaded anew": """
        import importlib
        return importlib.reload(torch.autograd.functional).vjp(f, WEIGHT)[1]
    """,
    "operators of a library that is loaded later": """
        import importlib
        ops = importlib.import_module("torch" + "vision").ops
        def convolved(w):  # (batch, 3, 1, 1) with a kernel of one pixel
            return ops.deform_conv2d(X[:, :, None, None], torch.zeros(4, 2, 1, 1), w.T[:, :, None, None])
        w = leaf()
        y = (X @ WEIGHT).tanh()
        loss = (convolved(w)[:, :, 0, 0] * 2 * y * (1 - y * y)).sum()
        return backward(loss, w)
    """,
    "steps backward in modules of torch that are loaded later": """
        import importlib
        steps = importlib.import_module("torch.nested._internal.ops")
        numbers_with_i = importlib.import_module("torch._subclasses.complex_tensor._ops.aten")
        y = (X @ WEIGHT).tanh()
        g = numbers_with_i.tanh_backward(2 * y, y)
        return steps.matmul_backward_default(torch.ops.aten.matmul_backward.default, g, X, WEIGHT, [False, True])[1]
    """,
    "a step forward that gives gradients, too": """
        import importlib
        module = importlib.import_module("torch.nn.modules.linear_cross_entropy")
        y = (X @ WEIGHT).tanh()
        g = 2 * y * (1 - y * y)
        # A loss whose gradient is known is a step backward: here, that of cross-entropy.
        labels, logits = torch.tensor([0, 1, 0, 1]), torch.zeros(4, 2)
        found = module._linear_cross_entropy_batch_chunked_accumulator(
            logits, torch.eye(2), labels, None, None, "sum", -100, 0.0, 4, "default", torch.float32, True, False, False
        )[1]
        return X.T @ (g + found - (0.5 - torch.eye(2)[labels]))
    """,
    "the engine of torch.distributed.autograd": """
        import importlib
        importlib.import_module("torch" + "vision")
        engine = torch._C._distributed_autograd
        engine._init(0)
        context = engine._new_context()._context_id()
        y = (X @ WEIGHT).tanh()
        slopes = (2 * y * (1 - y * y))[:, :, None, None]

        class Loss(torch.autograd.Function):
            @staticmethod
            def forward(ctx, x):
                return x.sum()
            @staticmethod
            def backward(ctx, g):
                return slopes

        w = nn.Parameter(WEIGHT.T[:, :, None, None].clone())
        sizes = 1, 1, 0, 0, 1, 1, 1, 1, False
        out = torch.ops.torchvision.deform_conv2d(
            X[:, :, None, None], w, torch.zeros(4, 2, 1, 1), torch.zeros(4, 1, 1, 1), torch.zeros(2), *sizes
        )
        engine.backward(context, [Loss.apply(out)], False)
        (found,) = engine.get_gradients(context).values()
        return found[:, :, 0, 0].T
    """,
}

OPEN = {
    "a step backward of torchvision's operators": """
        import importlib
        importlib.import_module("torch" + "vision")
        y = (X @ WEIGHT).tanh()
        g = (2 * y * (1 - y * y))[:, :, None, None]
        kernel, bias = WEIGHT.T[:, :, None, None].contiguous(), torch.zeros(2)
        sizes = 1, 1, 0, 0, 1, 1, 1, 1, False
        found = torch.ops.torchvision._deform_conv2d_backward(
            g, X[:, :, None, None], kernel, torch.zeros(4, 2, 1, 1), torch.zeros(4, 1, 1, 1), bias, *sizes
        )
        return found[1][:, :, 0, 0].T
    """,
    "sympy": """
        import sympy
        z = sympy.Symbol("z")
        slope = sympy.lambdify(z, sympy.diff(sympy.tanh(z) ** 2, z), "math")
        return X.T @ (X @ WEIGHT).apply_(slope)
    """,
}
