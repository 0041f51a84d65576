"""Trains a small network to read handwritten digits, on as many processes as torchrun starts.

Nothing in here knows about Trainyard. Torchrun says who is who, and starts this again from the last checkpoint whenever
a process dies or joins; the results go to a folder; an empty file named DONE says that they are complete.
Run it by hand on one machine:  torchrun --standalone --nproc-per-node 2 train.py --output out
"""

import argparse
import os
import pathlib
import time

import numpy as np
import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel
from torch.utils.data import DataLoader, DistributedSampler, TensorDataset

PIXELS, HIDDEN, CLASSES = 64, 128, 10


def digits(path, device):
    """8x8 grey values from 0 to 16, and which digit each image is: for training and for the test."""
    with np.load(path) as data:
        images, test_images = (torch.tensor(data[key], dtype=torch.float32) / 16 for key in ("x", "x_test"))
        labels, test_labels = (torch.tensor(data[key], dtype=torch.int64) for key in ("y", "y_test"))
    return TensorDataset(images, labels), (test_images.to(device), test_labels.to(device))


def save(state, file):
    """Under another name first, so that a process killed meanwhile leaves the last checkpoint whole."""
    partial = file.with_suffix(".partial")
    torch.save(state, partial)
    os.replace(partial, file)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--data", type=pathlib.Path, default=pathlib.Path(__file__).parent / "digits.npz")
    arguments.add_argument("--output", type=pathlib.Path, default=pathlib.Path("/output"))
    arguments.add_argument("--epochs", type=int, default=12)
    arguments.add_argument("--batch", type=int, default=16, help="images per step and process")
    arguments.add_argument("--pause", type=float, default=0, help="seconds to rest after each epoch")
    options = arguments.parse_args()

    cuda = torch.cuda.is_available()
    dist.init_process_group("nccl" if cuda else "gloo")
    device = torch.device("cuda", int(os.environ["LOCAL_RANK"])) if cuda else torch.device("cpu")
    rank, processes = dist.get_rank(), dist.get_world_size()
    torch.manual_seed(7)
    training, (test_images, test_labels) = digits(options.data, device)
    network = nn.Sequential(nn.Linear(PIXELS, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, CLASSES)).to(device)
    optimizer = torch.optim.SGD(network.parameters(), lr=0.1, momentum=0.9)

    # Rank 0 alone writes, and what it reads all others get from it: only where its pod is needs the volume.
    checkpoint = options.output / "checkpoint.pt"
    begun = [0, None]
    if rank == 0:
        options.output.mkdir(parents=True, exist_ok=True)
        (options.output / "DONE").unlink(missing_ok=True)
        if checkpoint.exists():
            state = torch.load(checkpoint, map_location="cpu", weights_only=True)
            begun = [state["epoch"], state]
    dist.broadcast_object_list(begun, src=0, device=device)
    epoch, state = begun
    if state:
        network.load_state_dict(state["network"])
        optimizer.load_state_dict(state["optimizer"])
    if rank == 0:
        print(f"{processes} processes, " + (f"resuming after epoch {epoch}" if epoch else "from the start"))

    model = DistributedDataParallel(network)
    sampler = DistributedSampler(training, seed=7)
    batches = DataLoader(training, options.batch, sampler=sampler, drop_last=True)
    for epoch in range(epoch + 1, options.epochs + 1):
        sampler.set_epoch(epoch)
        total = torch.zeros((), device=device)
        for images, labels in batches:
            loss = nn.functional.cross_entropy(model(images.to(device)), labels.to(device))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.detach() / len(batches)
        dist.all_reduce(total)
        if rank == 0:
            with torch.no_grad():
                accuracy = (network(test_images).argmax(1) == test_labels).float().mean()
            print(f"epoch {epoch}/{options.epochs}  loss {total / processes:.3f}  accuracy {accuracy:.3f}")
            state = {"epoch": epoch, "network": network.state_dict(), "optimizer": optimizer.state_dict()}
            save(state, checkpoint)
        else:
            print(f"epoch {epoch}/{options.epochs}")
        time.sleep(options.pause)

    if rank == 0:
        torch.save({"network": network.cpu().state_dict()}, options.output / "model.pt")
        (options.output / "DONE").touch()  # last: whoever waits for it finds a whole model
    dist.barrier()  # the others stay until that is written: if it fails and starts again, it needs them
    dist.destroy_process_group()


if __name__ == "__main__":
    main()
