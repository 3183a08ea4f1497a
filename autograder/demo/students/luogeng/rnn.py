# Right: Chinese comments, text and names; nn.RNN without an explicit h_0.

# %% rnn-onehot-code
def one_hot(indices, num_classes):
    # 独热编码：先建全零张量，再在对应位置填 1
    结果 = torch.zeros(indices.numel(), num_classes)
    for i, 下标 in enumerate(indices.flatten().tolist()):
        结果[i, 下标] = 1.0
    return 结果.reshape(*indices.shape, num_classes)

# %% rnn-model-code
class RNN(nn.Module):
    """循环神经网络：h_t = tanh(W x_t + U h_{t-1} + b)"""

    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.hidden_size = hidden_size
        self.循环层 = nn.RNN(input_size, hidden_size, num_layers)

    def forward(self, input):
        输出, _ = self.循环层(input)  # 不传 h_0 时默认为零
        return 输出.reshape(-1, self.hidden_size)

# %% rnn-decode-code
def decode(outputs, idx2char):
    字符 = ''
    for 行 in outputs:
        字符 += idx2char[torch.argmax(行).item()]
    return 字符

# %% rnn-train-code
字符表 = ['e', 'h', 'l', 'o']

def train(net, inputs, labels, epochs=100, lr=0.05):
    损失函数 = nn.CrossEntropyLoss()
    优化器 = torch.optim.Adam(net.parameters(), lr=lr, betas=(0.9, 0.999))
    损失 = []
    print('开始训练……')
    for epoch in range(epochs):
        输出 = net(inputs)
        loss = 损失函数(输出, labels)
        优化器.zero_grad()  # 梯度清零
        loss.backward()     # 反向传播
        优化器.step()       # 更新参数
        损失.append(loss.item())
        print(f'Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(输出, 字符表)}')
    print('训练结束 ✓')
    return 损失
