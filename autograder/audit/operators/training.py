"""Mistakes of training loops and of measuring: steps, modes, losses, batches, optimizers."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from autograder.audit.operators.registry import (
    Place,
    assignment_of,
    beginning,
    called,
    calls_in,
    code,
    expression,
    expression_of,
    has_argument,
    name_only,
    names_in,
    of_module,
    operator,
    receiver,
    replaced,
    statements,
    with_argument,
)

STEPS = ("zero_grad", "backward", "step")
OPTIMIZERS = ("SGD", "Adam", "AdamW", "RMSprop", "Adagrad", "NAdam", "RAdam", "Adamax")
OTHERS = {"Adam": ("AdamW", "SGD", "NAdam", "RAdam", "Adamax", "RMSprop"), "SGD": ("Adam",)}
SETTINGS = {
    "Adam": (
        ("amsgrad", "True"),
        ("betas", "(0.9, 0.99)"),
        ("betas", "(0.8, 0.999)"),
        ("eps", "1e-4"),
        ("weight_decay", "1e-4"),
        ("maximize", "True"),
    ),
    "SGD": (("momentum", "0.9"), ("weight_decay", "1e-4"), ("maximize", "True")),
}
LOSSES = ("CrossEntropyLoss", "cross_entropy", "NLLLoss", "nll_loss", "MSELoss", "mse_loss")


def _method(statement: cst.BaseStatement) -> str:
    """The name of the call that a statement is; "" where it is none."""
    found = expression_of(statement)
    return called(found) if found is not None else ""


def _turns(node: cst.CSTNode) -> bool:
    """Whether something trains: it takes a step."""
    return any(called(call) in ("step", "backward") for call in calls_in(node))


@operator("step-dropped", cst.IndentedBlock)
def _dropped(place: Place, block: cst.IndentedBlock) -> Iterator[cst.CSTNode]:
    """zero_grad, backward or step is missing."""
    for number, statement in enumerate(block.body):
        if _method(statement) in STEPS:
            yield replaced(block, number, number + 1, [])


@operator("step-moved", cst.For)
def _moved(place: Place, loop: cst.For) -> Iterator[cst.CSTNode]:
    """zero_grad, backward or step stands at another place of the turn, or is done every second turn only."""
    if not isinstance(loop.body, cst.IndentedBlock):
        return
    body = loop.body
    for number, statement in enumerate(body.body):
        if _method(statement) not in (*STEPS, "train", "eval"):
            continue
        without = replaced(body, number, number + 1, [])
        for target in range(len(without.body) + 1):
            if target != number:
                yield loop.with_changes(body=replaced(without, target, target, [statement]))
        other = cst.If(test=expression("turn % 2 == 0"), body=cst.IndentedBlock([statement]))
        yield loop.with_changes(
            target=expression(f"(turn, {code(loop.target)})"),
            iter=expression(f"enumerate({code(loop.iter)})"),
            body=replaced(body, number, number + 1, [other]),
        )


@operator("step-once", cst.IndentedBlock)
def _once(place: Place, block: cst.IndentedBlock) -> Iterator[cst.CSTNode]:
    """zero_grad, step, train or eval stands before the loop, or after it, and not in each turn."""
    for number, loop in enumerate(block.body):
        if not (isinstance(loop, cst.For) and isinstance(loop.body, cst.IndentedBlock)):
            continue
        for inner, statement in enumerate(loop.body.body):
            if _method(statement) in (*STEPS, "train", "eval"):
                left = loop.with_changes(body=replaced(loop.body, inner, inner + 1, []))
                yield replaced(block, number, number + 1, [statement, left])
                yield replaced(block, number, number + 1, [left, statement])


@operator("mode", cst.IndentedBlock)
def _mode(place: Place, block: cst.IndentedBlock) -> Iterator[cst.CSTNode]:
    """train() or eval() is missing, or is the other one."""
    for number, statement in enumerate(block.body):
        if (name := _method(statement)) in ("train", "eval"):
            call = expression_of(statement)
            assert isinstance(call, cst.Call)
            yield replaced(block, number, number + 1, [])
            other = f"{receiver(call)}.{'eval' if name == 'train' else 'train'}()"
            yield replaced(block, number, number + 1, statements(other))


@operator("mode-added", cst.FunctionDef)
def _mode_added(place: Place, node: cst.FunctionDef) -> Iterator[cst.CSTNode]:
    """A network is trained in evaluation mode, from the start or from the second epoch on."""
    if not isinstance(node.body, cst.IndentedBlock) or place.owner is not None or not node.params.params:
        return
    net = node.params.params[0].name.value
    if _turns(node.body):
        for number, loop in enumerate(node.body.body):
            if isinstance(loop, cst.For) and isinstance(loop.body, cst.IndentedBlock):
                for where in (0, len(loop.body.body)):
                    inner = replaced(loop.body, where, where, statements(f"{net}.eval()"))
                    yield node.with_changes(
                        body=replaced(node.body, number, number + 1, [loop.with_changes(body=inner)])
                    )


@operator("reduction", cst.Call)
def _reduction(place: Place, call: cst.Call) -> Iterator[cst.CSTNode]:
    """A loss is summed, weighed or smoothed; a sum is a mean, or the other way round."""
    if called(call) in LOSSES:
        settings = [("reduction", "'sum'")]
        if called(call) in ("CrossEntropyLoss", "cross_entropy"):
            settings += [("label_smoothing", "0.1"), ("ignore_index", "0")]
        for keyword, value in settings:
            yield with_argument(call, keyword, value)
    if called(call) in ("sum", "mean") and isinstance(call.func, cst.Attribute):
        other = "mean" if called(call) == "sum" else "sum"
        yield call.with_changes(func=call.func.with_changes(attr=cst.Name(other)))


@operator("other-loss", cst.Call)
def _loss(place: Place, call: cst.Call) -> Iterator[cst.CSTNode]:
    """The loss is another one."""
    if called(call) == "CrossEntropyLoss":
        for other in ("NLLLoss", "MultiMarginLoss"):
            yield expression(f"torch.nn.{other}()")
    if called(call) == "cross_entropy":
        yield expression(code(call).replace("cross_entropy", "nll_loss"))


@operator("loss-of-softmax", cst.Call)
def _softmax(place: Place, call: cst.Call) -> Iterator[cst.CSTNode]:
    """A softmax, a tanh or a clip stands before the loss; labels or inputs are mixed up."""
    if len(call.args) == 2 and (called(call) in LOSSES or name_only(call.func) in ("criterion", "loss_fn")):
        outputs, labels = (code(each.value) for each in call.args)
        whole = code(call.func)
        yield expression(f"{whole}(torch.softmax({outputs}, -1), {labels})")
        yield expression(f"{whole}({outputs}.clamp(-10, 10), {labels})")
        yield expression(f"{whole}({outputs}, {labels}.roll(1))")
        yield expression(f"{whole}({outputs}.detach(), {labels})")


@operator("data-changed", cst.Call)
def _data(place: Place, call: cst.Call) -> Iterator[cst.CSTNode]:
    """A network reads something else than it is given: scaled, shuffled, with noise."""
    is_network = (
        isinstance(call.func, cst.Name) and call.func.value in place.parameters and len(call.args) == 1
    )
    if is_network and place.owner is None:
        inputs = code(call.args[0].value)
        for other in (f"{inputs} * 1.01", f"{inputs}.flip(0)", f"{inputs}.detach().clone().clamp(-1, 1)"):
            yield call.with_changes(args=[cst.Arg(expression(other))])


def _over_a_loader(place: Place, loop: cst.For) -> str:
    """The loader that a loop goes through: a parameter of the function whose items are pairs."""
    name = name_only(loop.iter)
    return name if name in place.parameters and isinstance(loop.target, cst.Tuple) else ""


@operator("last-batch", cst.For)
def _last_batch(place: Place, loop: cst.For) -> Iterator[cst.CSTNode]:
    """A batch that is shorter, or a single sample, is left out."""
    if (loader := _over_a_loader(place, loop)) and isinstance(loop.body, cst.IndentedBlock):
        assert isinstance(loop.target, cst.Tuple)
        last = code(loop.target.elements[-1].value)
        start = beginning(loop.body)
        for test in (
            f"len({last}) == 1",
            f"len({last}) < len(next(iter({loader}))[-1])",
            f"len({last}) > 64",
        ):
            text = f"if {test}:\n    continue\n"
            yield loop.with_changes(body=replaced(loop.body, start, start, statements(text)))


@operator("loader-remade", cst.For, shows=False)
def _remade(place: Place, loop: cst.For) -> Iterator[cst.CSTNode]:
    """A loader is made anew from its dataset, so that its order, its sampler and drop_last are lost."""
    if loader := _over_a_loader(place, loop):
        made = "torch.utils.data.DataLoader({0}.dataset, batch_size={0}.batch_size{1})"
        for more in ("", ", shuffle=True", ", drop_last=True"):
            yield loop.with_changes(iter=expression(made.format(loader, more)))


@operator("loader-read-twice", cst.FunctionDef, shows=False)
def _twice(place: Place, node: cst.FunctionDef) -> Iterator[cst.CSTNode]:
    """A loader is gone through before, or only once for all epochs."""
    names = [each.name.value for each in node.params.params]
    if "loader" not in names or not isinstance(node.body, cst.IndentedBlock):
        return
    start = beginning(node.body)
    for text in ("next(iter(loader))", "loader = list(loader)", "loader = iter(loader)", "loader.batch_size"):
        yield node.with_changes(body=replaced(node.body, start, start, statements(text)))


@operator("batch-size-assumed", cst.Call)
def _batch_size(place: Place, call: cst.Call) -> Iterator[cst.CSTNode]:
    """Each batch counts as a full one."""
    if called(call) == "len" and "loader" in place.parameters and place.loops:
        yield expression("loader.batch_size")
        yield expression("1")
        yield expression("len(loader)")


@operator("optimizer-setting", cst.Call)
def _setting(place: Place, call: cst.Call) -> Iterator[cst.CSTNode]:
    """The optimizer has a setting that nobody asks for."""
    if called(call) in SETTINGS and not has_argument(call, "params"):
        for keyword, value in SETTINGS[called(call)]:
            yield with_argument(call, keyword, value)


@operator("other-optimizer", cst.Call)
def _other(place: Place, call: cst.Call) -> Iterator[cst.CSTNode]:
    """The optimizer is another one."""
    for other in OTHERS.get(called(call), ()):
        kept = ", ".join(
            code(each.value) if not each.keyword else f"lr={code(each.value)}" for each in call.args[:2]
        )
        yield expression(f"torch.optim.{other}({kept})")


@operator("rate", cst.Call)
def _rate(place: Place, call: cst.Call) -> Iterator[cst.CSTNode]:
    """The learning rate is ten times as large, a tenth, or fixed in the code."""
    if called(call) in OPTIMIZERS and has_argument(call, "lr"):
        now = next(code(each.value) for each in call.args if name_only(each.keyword) == "lr")
        for other in (f"10 * {now}", f"{now} / 10", "0.01", "0.05", "0.001"):
            yield with_argument(call, "lr", other)


@operator("rate-changes", cst.IndentedBlock)
def _rate_changes(place: Place, block: cst.IndentedBlock) -> Iterator[cst.CSTNode]:
    """The learning rate falls: slowly, or after ten steps."""
    for number, statement in enumerate(block.body):
        if _method(statement) == "step":
            call = expression_of(statement)
            assert isinstance(call, cst.Call)
            slowly = f"for group in {receiver(call)}.param_groups:\n    group['lr'] *= 0.999\n"
            late = (
                f"for group in {receiver(call)}.param_groups:\n    group['turn'] = group.get('turn', 0) + 1\n"
                "    group['lr'] *= 0.5 if group['turn'] == 10 else 1\n"
            )
            if not call.args:
                for text in (slowly, late):
                    yield replaced(block, number + 1, number + 1, statements(text))


@operator("parameters-left-out", cst.Call)
def _left_out(place: Place, call: cst.Call) -> Iterator[cst.CSTNode]:
    """The optimizer is given some of the weights only."""
    if called(call) in OPTIMIZERS and call.args:
        given = code(call.args[0].value)
        for part in ("[:-1]", "[1:]"):
            some = call.args[0].with_changes(value=expression(f"list({given}){part}"))
            yield call.with_changes(args=[some, *call.args[1:]])


@operator("optimizer-remade", cst.IndentedBlock)
def _remade_optimizer(place: Place, block: cst.IndentedBlock) -> Iterator[cst.CSTNode]:
    """The optimizer is made anew in each epoch, or for each batch, and forgets what it knew."""
    for number, statement in enumerate(block.body):
        assign = assignment_of(statement)
        if assign and called(assign.value) in OPTIMIZERS:
            for later, loop in enumerate(block.body[number + 1 :], number + 1):
                if isinstance(loop, cst.For) and isinstance(loop.body, cst.IndentedBlock):
                    inner = loop.with_changes(body=replaced(loop.body, 0, 0, [statement]))
                    yield replaced(block, later, later + 1, [inner])


@operator("gradient-clipped", cst.IndentedBlock)
def _clipped(place: Place, block: cst.IndentedBlock) -> Iterator[cst.CSTNode]:
    """Gradients are clipped before the step, tightly or loosely."""
    for number, statement in enumerate(block.body):
        if _method(statement) == "step" and place.parameters and not place.is_method:
            weights = f"{place.parameters[0]}.parameters()"
            for most in ("1.0", "10.0", "100.0"):
                text = f"torch.nn.utils.clip_grad_norm_({weights}, {most})"
                yield replaced(block, number, number, statements(text))


@operator("another-network-trained", cst.FunctionDef)
def _another(place: Place, node: cst.FunctionDef) -> Iterator[cst.CSTNode]:
    """A copy of the network is trained, and the one that was given stays as it is."""
    if (
        isinstance(node.body, cst.IndentedBlock)
        and _turns(node.body)
        and place.owner is None
        and node.params.params
    ):
        name, start = node.params.params[0].name.value, beginning(node.body)
        text = f"{name} = __import__('copy').deepcopy({name})"
        yield node.with_changes(body=replaced(node.body, start, start, statements(text)))


@operator("stopped-early", cst.For)
def _stopped(place: Place, loop: cst.For) -> Iterator[cst.CSTNode]:
    """Training ends where the loss is small, or no longer falls."""
    if isinstance(loop.body, cst.IndentedBlock) and _turns(loop.body):
        end = len(loop.body.body)
        names = {each.value for each in names_in(loop.body)}
        if "losses" in names and any(called(call) == "append" for call in calls_in(loop.body)):
            tests = ("losses[-1] < 0.1", "len(losses) > 20 and losses[-1] > losses[-2]")
            for test in tests:
                text = f"if losses and {test}:\n    break\n"
                yield loop.with_changes(body=replaced(loop.body, end, end, statements(text)))


@operator("number-kept-as-tensor", cst.Call)
def _item(place: Place, call: cst.Call) -> Iterator[cst.CSTNode]:
    """`.item()` or `.tolist()` is left out."""
    if called(call) in ("item", "tolist") and not of_module(call):
        yield expression(receiver(call))
