# %% the first pooling takes the mean of each 2 x 2 values and not the maximum grade_id="cnn-model" old="            nn.Conv2d(1, 10, 5),\n            nn.MaxPool2d(2)," new="            nn.Conv2d(1, 10, 5),\n            nn.AvgPool2d(2),"

# %% batch normalisation is added after the first convolution grade_id="cnn-model" old="            nn.Conv2d(1, 10, 5),\n" new="            nn.Conv2d(1, 10, 5),\n            nn.BatchNorm2d(10),\n"
