Console.WriteLine(TorchSharp.torch.arange(5).sum().item<long>());
