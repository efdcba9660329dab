"""Draws the picture of docs/tutorial.md: python tools/plots/tutorial.py FOLDER

FOLDER is where the commands of the tutorial were run. The models there are evaluated on its test.csv. Writes
docs/pictures/tutorial-accuracy.svg.
"""

import json
import subprocess
import sys

import matplotlib.pyplot as plt
from plot import COLORS, GRID, ROOT, save, use_style

STEPS = [("models/first", "six descriptions"), ("models/unlabeled", "and 216 texts\nwithout labels"), ("models/mail", "and 84 checked\nlabels")]


def evaluate(folder, model):
    command = ["node", str(ROOT / "dist/cli/main.js"), "evaluate", "--load", model, "--data", "test.csv", "--json"]
    found = json.loads(subprocess.run(command, cwd=folder, capture_output=True, check=True, text=True).stdout)
    return found["accuracy"], found["intervals"]["accuracy"]


def main():
    use_style()
    figure, axes = plt.subplots(figsize=(6, 2.4))
    for place, (model, name) in enumerate(STEPS):
        accuracy, interval = evaluate(sys.argv[1], model)
        row = len(STEPS) - 1 - place
        axes.plot([100 * interval["lower"], 100 * interval["upper"]], [row, row], color=COLORS[0], linewidth=2)
        axes.plot([100 * accuracy], [row], "o", color=COLORS[0], markersize=8)
        axes.annotate(f"{100 * accuracy:.1f} %", (100 * accuracy, row), xytext=(0, 8), textcoords="offset points", ha="center")
    axes.set_yticks(range(len(STEPS)), [name for _, name in reversed(STEPS)])
    axes.set_ylim(-0.5, len(STEPS) - 0.3)
    axes.set_xlim(88, 101)
    axes.set_xlabel("accuracy on 150 test messages, with 95 % intervals (%)")
    axes.xaxis.grid(True, color=GRID, alpha=0.3)
    save(figure, "tutorial-accuracy.svg", "Accuracy after each step of the tutorial")


if __name__ == "__main__":
    main()
