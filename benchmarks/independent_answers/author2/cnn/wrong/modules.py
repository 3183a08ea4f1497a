# %% the first convolution pads its input with 2 rows and columns of zeros, so its maps have 28 rows and the sizes after it do not fit grade_id="cnn-shapes cnn-model" old="self.conv1 = nn.Conv2d(in_channels=1, out_channels=10, kernel_size=5, stride=1, padding=0)" new="self.conv1 = nn.Conv2d(in_channels=1, out_channels=10, kernel_size=5, stride=1, padding=2)"

# %% dropout is added before the linear layer, so training mode computes something else than evaluation mode grade_id="cnn-model" old="out = out.view(out.size(0), -1)" new="out = F.dropout(out.view(out.size(0), -1), 0.5, self.training)"
