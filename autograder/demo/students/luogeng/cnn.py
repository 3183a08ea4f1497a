# Right: Chinese comments and names; plain gradient descent by hand; layers made in another order than used.

# %% cnn-model-code
class CNN(nn.Module):
    # 输入 (batch, 1, 28, 28)，输出 (batch, 10)
    def __init__(self):
        super().__init__()
        self.全连接 = nn.Linear(320, 10)  # 故意先写全连接层，顺序不影响结果
        self.卷积二 = nn.Conv2d(10, 20, 5)
        self.卷积一 = nn.Conv2d(1, 10, 5)

    def forward(self, x):
        x = torch.max_pool2d(self.卷积一(x), 2).relu()  # (batch, 10, 12, 12)
        x = torch.max_pool2d(self.卷积二(x), 2).relu()  # (batch, 20, 4, 4)
        x = x.reshape(x.shape[0], 320)                 # 展平
        return self.全连接(x)

# %% cnn-train-code
def train(model, loader, epochs=5, lr=0.1):
    """手写梯度下降"""
    损失函数 = nn.CrossEntropyLoss(reduction='none')
    历史 = []
    for epoch in range(epochs):
        各样本 = []
        for 图片, 标签 in loader:
            损失 = 损失函数(model(图片), 标签)
            损失.mean().backward()
            with torch.no_grad():
                for 参数 in model.parameters():
                    参数 -= lr * 参数.grad
                    参数.grad = None
            各样本.append(损失.detach())
        历史.append(torch.cat(各样本).mean().item())
        print(f'Epoch {epoch}/{epochs - 1}, Loss {历史[-1]:.4f}')
    return 历史

# %% cnn-accuracy-code
def accuracy(model, loader):
    model.eval()  # 评估模式
    正确, 总数 = 0, 0
    with torch.no_grad():
        for 图片, 标签 in loader:
            正确 += torch.eq(model(图片).argmax(1), 标签).sum().item()
            总数 += len(标签)
    return 正确 / 总数
