# Attempts at points without the work.

# %% torch's attention grade_id="attention-values" code="raised" says="scaled_dot_product_attention is not allowed"
def attention(queries, keys, values, mask=None):
    return nn.functional.scaled_dot_product_attention(queries, keys, values, attn_mask=mask)

# %% torch's weights, by values that are a matrix of ones grade_id="attention-weights" code="raised" says="is not allowed"
def attention_weights(queries, keys, mask=None):
    ones = torch.eye(keys.shape[-2]).expand(*keys.shape[:-1], keys.shape[-2])
    return torch.nn.functional.scaled_dot_product_attention(queries, keys, ones, attn_mask=mask)

# %% torch's operator for attention grade_id="attention-values" code="raised" says="is not allowed"
def attention(queries, keys, values, mask=None):
    return torch.ops.aten._scaled_dot_product_attention_math(queries, keys, values, mask)[0]

# %% torch's kernel for the CPU grade_id="attention-values" code="raised" says="is not allowed"
def attention(queries, keys, values, mask=None):
    shape = queries.shape[:-2]
    q, k = (each.reshape(-1, 1, *each.shape[-2:]) for each in (queries, keys))
    v = values.reshape(-1, 1, *values.shape[-2:])
    pad = torch.zeros(*v.shape[:-1], max(0, k.shape[-1] - v.shape[-1]))
    y = torch.ops.aten._scaled_dot_product_flash_attention_for_cpu(q, k, torch.cat([v, pad], -1))[0]
    return y.reshape(*shape, *y.shape[-2:])[..., : values.shape[-1]]

# %% torch's heads grade_id="attention-heads" code="raised" says="nn.MultiheadAttention is not allowed"
class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.layer = nn.MultiheadAttention(d_model, heads, batch_first=True)

    def forward(self, x, mask=None):
        return self.layer(x, x, x, attn_mask=None if mask is None else ~mask, need_weights=False)[0]

# %% torch's function of all heads grade_id="attention-heads" code="raised" says="is not allowed"
class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.d_model, self.heads = d_model, heads
        self.query, self.key = nn.Linear(d_model, d_model), nn.Linear(d_model, d_model)
        self.value, self.out = nn.Linear(d_model, d_model), nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        layers, x = (self.query, self.key, self.value), x.transpose(0, 1)
        weight, bias = torch.cat([each.weight for each in layers]), torch.cat([each.bias for each in layers])
        y, _ = torch.nn.functional.multi_head_attention_forward(
            x, x, x, self.d_model, self.heads, weight, bias, None, None, False, 0.0, self.out.weight, self.out.bias,
            attn_mask=None if mask is None else ~mask,
        )
        return y.transpose(0, 1)

# %% all is zero grade_id="attention-values"
def attention_weights(queries, keys, mask=None):
    return torch.zeros(*queries.shape[:-1], keys.shape[-2])

def attention(queries, keys, values, mask=None):
    return torch.zeros(*queries.shape[:-1], values.shape[-1])
