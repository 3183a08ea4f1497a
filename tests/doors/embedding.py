"""Doors to nn.Embedding. The function, torch.nn.functional.embedding, is another name and is not forbidden with it."""

from __future__ import annotations

PRELUDE = """
ROWS, IDS = numbers(5, 3), torch.tensor([3, 0, 3])

def load(layer):
    with torch.no_grad():
        layer.weight.copy_(ROWS)
    return layer
"""

DOORS = {
    "the layer": "return load(nn.Embedding(5, 3))(IDS)",
    "from_pretrained": "return nn.Embedding.from_pretrained(ROWS)(IDS)",
    "a subclass": """
        class Mine(nn.Embedding):
            pass
        return load(Mine(5, 3))(IDS)
    """,
    "a subclass with an __init__ of its own": """
        class Mine(nn.Embedding):
            def __init__(self):
                nn.Module.__init__(self)
                self.weight, self.padding_idx, self.max_norm, self.norm_type = ROWS, None, None, 2.0
                self.scale_grad_by_freq = self.sparse = False
        return Mine()(IDS)
    """,
    "another module that becomes one": """
        layer = nn.Module()
        layer.weight, layer.padding_idx, layer.max_norm, layer.norm_type = ROWS, None, None, 2.0
        layer.scale_grad_by_freq = layer.sparse = False
        layer.__class__ = nn.Embedding
        return layer(IDS)
    """,
    "forward of any object": """
        import types
        layer = types.SimpleNamespace(weight=ROWS, padding_idx=None, max_norm=None, norm_type=2.0,
                                      scale_grad_by_freq=False, sparse=False)
        return nn.Embedding.forward(layer, IDS)
    """,
    "functional_call": ("return torch.func.functional_call(nn.Embedding(5, 3), {'weight': ROWS}, (IDS,))"),
    "a thread": """
        from concurrent.futures import ThreadPoolExecutor
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(lambda: load(nn.Embedding(5, 3))(IDS)).result()
    """,
    "a lazy name": "return load(getattr(torch.nn.modules.sparse, 'Embed' + 'ding')(5, 3))(IDS)",
    "torch.ao.nn.qat.Embedding": """
        class Quiet(nn.Identity):
            qscheme = torch.per_channel_affine_float_qparams
        quiet = torch.ao.quantization.QConfig(activation=Quiet, weight=Quiet)
        return load(torch.ao.nn.qat.Embedding(5, 3, qconfig=quiet))(IDS)
    """,
}
