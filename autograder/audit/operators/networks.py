"""Mistakes of networks: activations, axes, weights and biases, layers, shapes, gradients that end."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from autograder.audit.operators.registry import (
    Place,
    assignment_of,
    called,
    calls_in,
    code,
    expression,
    has_argument,
    is_of_self,
    name_only,
    of_module,
    operator,
    receiver,
    replaced,
    statements,
    with_argument,
)

ACTIVATIONS = (
    "relu",
    "tanh",
    "sigmoid",
    "softmax",
    "log_softmax",
    "gelu",
    "silu",
    "elu",
    "leaky_relu",
    "softplus",
)
MODULES = ("ReLU", "Tanh", "Sigmoid", "Softmax", "LogSoftmax", "GELU", "SiLU", "ELU", "LeakyReLU", "Softplus")
INSTEAD = {
    "relu": ("tanh", "sigmoid", "abs"),
    "tanh": ("sigmoid", "relu"),
    "sigmoid": ("tanh", "relu"),
    "softmax": ("log_softmax",),
    "log_softmax": ("softmax",),
    "gelu": ("relu",),
    "silu": ("relu",),
}
WITH_AXIS = (
    *(
        "sum",
        "mean",
        "max",
        "min",
        "argmax",
        "argmin",
        "softmax",
        "log_softmax",
        "cat",
        "stack",
        "chunk",
        "split",
    ),
    *(
        "unbind",
        "unsqueeze",
        "squeeze",
        "flatten",
        "std",
        "var",
        "logsumexp",
        "norm",
        "cumsum",
        "amax",
        "prod",
    ),
)
LAYERS = (
    "Linear",
    "Conv1d",
    "Conv2d",
    "Conv3d",
    "RNN",
    "LSTM",
    "GRU",
    "RNNCell",
    "LSTMCell",
    "GRUCell",
    "LayerNorm",
)
SIZED = (*LAYERS, "Embedding", "BatchNorm1d", "BatchNorm2d", "MaxPool2d", "AvgPool2d")
POOLS = {
    "max_pool2d": "avg_pool2d",
    "avg_pool2d": "max_pool2d",
    "MaxPool2d": "AvgPool2d",
    "AvgPool2d": "MaxPool2d",
}
MOVES = ("transpose", "t", "swapaxes", "permute", "movedim")
CREATED = ("zeros", "ones", "empty", "randn", "rand", "full")
CONVOLUTIONS = ("Conv1d", "Conv2d", "Conv3d", "conv1d", "conv2d")


def _gives_a_network_value(place: Place) -> bool:
    """Whether a place is one of a computation: a method, or a function that trains and measures nothing."""
    return not place.is_in_init and place.name not in ("train", "accuracy", "__len__", "__iter__")


def _argument(call: cst.Call) -> str:
    """What an activation is applied to, be it a function's argument or a method's receiver."""
    if of_module(call) or is_of_self(call):
        return code(call.args[0].value) if call.args else ""
    return receiver(call)


@operator("activation-dropped", cst.Call)
def _activation_dropped(place: Place, call: cst.Call) -> Iterator[cst.CSTNode]:
    """An activation is left out."""
    name = called(call)
    if name in ACTIVATIONS and (argument := _argument(call)):
        yield expression(argument)
    if name in MODULES:
        yield expression("torch.nn.Identity()")


@operator("activation-swapped", cst.Call)
def _activation_swapped(place: Place, call: cst.Call) -> Iterator[cst.CSTNode]:
    """An activation is another one."""
    name = called(call)
    if name in INSTEAD and (argument := _argument(call)):
        for other in INSTEAD[name]:
            axis = "dim=-1" if other.endswith("softmax") else ""
            yield expression(f"torch.{other}({', '.join(filter(None, (argument, axis)))})")
    if name in MODULES:
        yield expression("torch.nn.Tanh()" if name != "Tanh" else "torch.nn.ReLU()")


@operator("activation-added", cst.Return, cst.Call)
def _activation_added(place: Place, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """An activation, or a softmax, stands where there is none."""
    if isinstance(node, cst.Return):
        if place.name == "forward" and node.value is not None and not isinstance(node.value, cst.Tuple):
            for added in (
                "torch.relu({})",
                "torch.tanh({})",
                "torch.softmax({}, -1)",
                "torch.log_softmax({}, -1)",
            ):
                yield node.with_changes(value=expression(added.format(code(node.value))))
    elif is_of_self(node) and place.name == "forward" and not isinstance(place.parent, cst.Return):
        yield expression(f"torch.relu({code(node)})")


@operator("axis", cst.Arg)
def _axis(place: Place, node: cst.Arg) -> Iterator[cst.CSTNode]:
    """Another axis is meant."""
    keyword = name_only(node.keyword)
    call = place.parent
    by_place = isinstance(call, cst.Call) and called(call) in WITH_AXIS and not node.keyword
    if by_place and isinstance(call, cst.Call):
        by_place = node is not call.args[0] if of_module(call) else True
    if keyword in ("dim", "axis", "start_dim") or by_place:
        now = code(node.value).strip("()")
        if now.lstrip("-").isdigit():
            for other in ("0", "1", "2", "-1", "-2"):
                if other != now:
                    yield node.with_changes(value=expression(other))


@operator("axis-left-out", cst.Call)
def _axis_left_out(place: Place, call: cst.Call) -> Iterator[cst.CSTNode]:
    """A sum or a mean goes over all axes, or an axis is lost: no keepdim."""
    for keyword in ("dim", "axis", "keepdim"):
        if has_argument(call, keyword):
            kept = [each for each in call.args if name_only(each.keyword) != keyword]
            yield call.with_changes(
                args=[each.with_changes(comma=cst.MaybeSentinel.DEFAULT) for each in kept]
            )


@operator("transposed", cst.BinaryOperation, cst.Call, cst.Attribute)
def _transposed(place: Place, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """A matrix is transposed, or is not."""
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.MatrixMultiply):
        yield node.with_changes(right=expression(f"{code(node.right)}.transpose(-2, -1)"))
        yield node.with_changes(left=expression(f"{code(node.left)}.transpose(-2, -1)"))
    if isinstance(node, cst.Call) and called(node) in MOVES and not of_module(node):
        yield expression(receiver(node))
    if isinstance(node, cst.Attribute) and node.attr.value in ("T", "mT"):
        yield expression(code(node.value))


@operator("permuted", cst.Call)
def _permuted(place: Place, call: cst.Call) -> Iterator[cst.CSTNode]:
    """A reshape stands where axes are to be swapped: the shape is right, the numbers are in other places."""
    if called(call) in MOVES and not of_module(call):
        yield expression(f"{receiver(call)}.reshape({code(call)}.shape)")


@operator("reshaped", cst.Call)
def _reshaped(place: Place, call: cst.Call) -> Iterator[cst.CSTNode]:
    """A reshape, a flatten or a squeeze is left out, a squeeze too many is there, or axes are swapped before it."""
    if of_module(call) or place.is_in_init:
        return
    if called(call) in ("reshape", "view", "flatten", "squeeze", "unsqueeze", "unflatten"):
        yield expression(receiver(call))
    if called(call) in ("reshape", "view", "flatten"):
        inner = receiver(call)
        yield expression(code(call).replace(inner, f"{inner}.transpose(0, 1)", 1))
    if called(call) in ("reshape", "view", "flatten", "argmax"):
        yield expression(f"{code(call)}.squeeze()")


@operator("bias-left-out", cst.Call)
def _bias(place: Place, call: cst.Call) -> Iterator[cst.CSTNode]:
    """A layer has no biases."""
    if called(call) in LAYERS and not is_of_self(call) and not has_argument(call, "bias"):
        yield with_argument(call, "bias", "False")


@operator("layer-dropped", cst.Call)
def _layer_dropped(place: Place, call: cst.Call) -> Iterator[cst.CSTNode]:
    """A layer is left out."""
    if is_of_self(call) and not place.is_in_init and call.args:
        yield expression(code(call.args[0].value))


@operator("layer-repeated", cst.Call)
def _layer_repeated(place: Place, call: cst.Call) -> Iterator[cst.CSTNode]:
    """A layer is applied twice."""
    if is_of_self(call) and not place.is_in_init and len(call.args) == 1:
        yield call.with_changes(args=[call.args[0].with_changes(value=call)])


@operator("layers-shared", cst.IndentedBlock)
def _shared(place: Place, block: cst.IndentedBlock) -> Iterator[cst.CSTNode]:
    """Two layers that are alike are one and the same."""
    before: dict[str, str] = {}
    for number, statement in enumerate(block.body):
        assign = assignment_of(statement)
        if assign and called(assign.value) in SIZED and place.name == "__init__":
            target, made = code(assign.targets[0].target), code(assign.value)
            if made in before:
                yield replaced(block, number, number + 1, statements(f"{target} = {before[made]}"))
            before.setdefault(made, target)


@operator("layer-swapped", cst.Attribute)
def _layer_swapped(place: Place, node: cst.Attribute) -> Iterator[cst.CSTNode]:
    """One layer or weight of the object is used in place of another."""
    if name_only(node.value) != "self" or place.is_in_init or place.owner is None:
        return
    made = list(dict.fromkeys(_attributes(place.owner)))
    if node.attr.value in made and len(made) > 1:
        other = made[(made.index(node.attr.value) + 1) % len(made)]
        yield node.with_changes(attr=cst.Name(other))


def _attributes(owner: cst.ClassDef) -> Iterator[str]:
    """What __init__ sets of an object that is no plain number."""
    for node in _all(owner):
        if isinstance(node, cst.Assign) and isinstance(node.value, cst.Call):
            target = node.targets[0].target
            if isinstance(target, cst.Attribute) and name_only(target.value) == "self":
                yield target.attr.value


def _all(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    yield node
    for child in node.children:
        yield from _all(child)


@operator("weights-frozen", cst.IndentedBlock)
def _frozen(place: Place, block: cst.IndentedBlock) -> Iterator[cst.CSTNode]:
    """A layer's weights are not trained."""
    for number, statement in enumerate(block.body):
        assign = assignment_of(statement)
        if assign and place.name == "__init__" and called(assign.value) in SIZED:
            frozen = f"{code(assign.targets[0].target)}.requires_grad_(False)"
            yield replaced(block, number + 1, number + 1, statements(frozen))


@operator("weights-alike", cst.IndentedBlock)
def _alike(place: Place, block: cst.IndentedBlock) -> Iterator[cst.CSTNode]:
    """A layer's first weights are all 0, or all alike."""
    for number, statement in enumerate(block.body):
        assign = assignment_of(statement)
        if assign and place.name == "__init__" and called(assign.value) in SIZED:
            target = code(assign.targets[0].target)
            for filled in ("zeros_(each)", "constant_(each, 0.1)"):
                text = f"for each in {target}.parameters():\n    torch.nn.init.{filled}\n"
                yield replaced(block, number + 1, number + 1, statements(text))


@operator("parameter-kept-from-training", cst.Call)
def _no_parameter(place: Place, call: cst.Call) -> Iterator[cst.CSTNode]:
    """A weight is a plain tensor, which no optimizer is given; or it begins with other numbers."""
    if called(call) == "Parameter" and call.args:
        made = call.args[0].value
        yield expression(code(made))
        if called(made) in CREATED:
            for other in ("zeros_like", "ones_like"):
                yield call.with_changes(args=[cst.Arg(expression(f"torch.{other}({code(made)})"))])


@operator("order-of-parts", cst.Assign)
def _order(place: Place, node: cst.Assign) -> Iterator[cst.CSTNode]:
    """The parts of what is cut stand in another order: gates, queries and keys, output and state."""
    target = node.targets[0].target
    if isinstance(target, cst.Tuple) and len(target.elements) > 1:
        parts = list(target.elements)
        for number in range(len(parts) - 1):
            other = list(parts)
            values = parts[number + 1].value, parts[number].value
            other[number] = parts[number].with_changes(value=values[0])
            other[number + 1] = parts[number + 1].with_changes(value=values[1])
            yield node.with_changes(targets=[cst.AssignTarget(target.with_changes(elements=other))])


@operator("convolution", cst.Call)
def _convolution(place: Place, call: cst.Call) -> Iterator[cst.CSTNode]:
    """A convolution has another stride, padding or dilation."""
    if called(call) in CONVOLUTIONS:
        for keyword, value in (
            ("stride", "2"),
            ("padding", "1"),
            ("dilation", "2"),
            ("padding_mode", "'circular'"),
        ):
            if not has_argument(call, keyword):
                yield with_argument(call, keyword, value)


@operator("pooling", cst.Call)
def _pooling(place: Place, call: cst.Call) -> Iterator[cst.CSTNode]:
    """Pooling takes the mean in place of the maximum, or has another stride or padding."""
    name = called(call)
    if name in POOLS and isinstance(call.func, cst.Attribute):
        yield call.with_changes(func=call.func.with_changes(attr=cst.Name(POOLS[name])))
        for keyword, value in (("stride", "1"), ("padding", "1"), ("ceil_mode", "True")):
            if not has_argument(call, keyword):
                yield with_argument(call, keyword, value)


@operator("recurrent-settings", cst.Call)
def _recurrent(place: Place, call: cst.Call) -> Iterator[cst.CSTNode]:
    """A recurrent layer reads both ways, the batch first, with a ReLU, or drops units."""
    settings = [("bidirectional", "True"), ("batch_first", "True"), ("dropout", "0.5")]
    if called(call) in ("RNN", "LSTM", "GRU") and receiver(call) in ("nn", "torch.nn"):
        if called(call) == "RNN":
            settings.append(("nonlinearity", "'relu'"))
        for keyword, value in settings:
            if not has_argument(call, keyword):
                yield with_argument(call, keyword, value)


@operator("detached", cst.IndentedBlock)
def _detached(place: Place, block: cst.IndentedBlock) -> Iterator[cst.CSTNode]:
    """A value on the way is detached, so that no gradient goes through it."""
    if not _gives_a_network_value(place):
        return
    for number, statement in enumerate(block.body):
        assign = assignment_of(statement)
        target = name_only(assign.targets[0].target) if assign else ""
        if assign and target and any(True for _ in calls_in(assign.value)):
            more = f"{target} = {target}.detach()"
            yield replaced(block, number + 1, number + 1, statements(more))


@operator("result-detached", cst.Return)
def _result_detached(place: Place, node: cst.Return) -> Iterator[cst.CSTNode]:
    """What a function gives is detached from its inputs and weights, or turned into new tensors."""
    if node.value is not None and _gives_a_network_value(place):
        if isinstance(node.value, cst.Tuple):
            first, *others = (code(each.value) for each in node.value.elements)
            yield node.with_changes(value=expression(f"({', '.join((f'{first}.detach()', *others))})"))
        else:
            yield node.with_changes(value=expression(f"{code(node.value)}.detach()"))


@operator("gradient-of-part", cst.Return)
def _gradient_of_part(place: Place, node: cst.Return) -> Iterator[cst.CSTNode]:
    """The result is right and only half of the gradient comes back."""
    if place.name == "forward" and node.value is not None and not isinstance(node.value, cst.Tuple):
        value = code(node.value)
        yield node.with_changes(value=expression(f"(lambda y: y / 2 + y.detach() / 2)({value})"))


@operator("no-grad-dropped", cst.With)
def _no_grad_dropped(place: Place, node: cst.With) -> Iterator[cst.CSTNode]:
    """`torch.no_grad()` is missing."""
    if any(called(item.item) in ("no_grad", "inference_mode") for item in node.items):
        yield cst.If(test=cst.Name("True"), body=node.body)


@operator("regularized", cst.Return)
def _regularized(place: Place, node: cst.Return) -> Iterator[cst.CSTNode]:
    """In training mode there is dropout, or a normalization, that nobody asks for."""
    if (
        place.name != "forward"
        or not place.is_method
        or node.value is None
        or isinstance(node.value, cst.Tuple)
    ):
        return
    value = code(node.value)
    yield node.with_changes(value=expression(f"torch.dropout({value}, 0.3, self.training)"))
    yield node.with_changes(value=expression(f"(lambda y: y - y.mean(0) if self.training else y)({value})"))


@operator("scaled", cst.Return)
def _scaled(place: Place, node: cst.Return) -> Iterator[cst.CSTNode]:
    """The result is a little off: 1 % larger, or shifted."""
    if (
        node.value is not None
        and not isinstance(node.value, cst.Tuple)
        and place.name in ("forward", "backward")
    ):
        yield node.with_changes(value=expression(f"{code(node.value)} * 1.01"))
        yield node.with_changes(value=expression(f"{code(node.value)} + 0.001"))


@operator("lower-precision", cst.Return)
def _precision(place: Place, node: cst.Return) -> Iterator[cst.CSTNode]:
    """The result is rounded to half precision, or to whole numbers."""
    if node.value is not None and not isinstance(node.value, cst.Tuple) and _gives_a_network_value(place):
        value = code(node.value)
        yield node.with_changes(value=expression(f"(lambda y: y.half().to(y.dtype))({value})"))
        yield node.with_changes(value=expression(f"{value}.long()"))


@operator("other-dtype", cst.Call)
def _dtype(place: Place, call: cst.Call) -> Iterator[cst.CSTNode]:
    """A tensor is made with another dtype, or a conversion is left out."""
    if called(call) in (*CREATED, "eye", "arange", "tensor") and receiver(call) == "torch":
        for dtype in ("torch.int64", "torch.float16", "torch.bool"):
            yield with_argument(call, "dtype", dtype)
    if called(call) in ("float", "long", "double", "to", "type", "int", "bool") and not of_module(call):
        yield expression(receiver(call))
