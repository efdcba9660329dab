"""Draws the plots of the documentation from measured values: python tools/plots/plot.py

Reads curve.json, reliability.json and results.json of bench/accuracy, writes reliability.svg, accuracy-by-examples.svg
and learning-curve.svg to docs/pictures. The same bytes for the same values and the same version of matplotlib.
"""

import json
import re
from pathlib import Path

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
ACCURACY = ROOT / "bench" / "accuracy"
PICTURES = ROOT / "docs" / "pictures"

# Colors of text and axes in light mode, and the ones that replace them in dark mode.
INK, INK_DARK = "#1f2328", "#e6edf3"
GRID = "#8b949e"
# Readable on white and on black, and distinguishable by people who are color-blind (Okabe and Ito, slightly darker).
COLORS = ["#0072b2", "#d55e00", "#009e73", "#b3589a"]
MARKERS = ["o", "s", "^", "D"]

NAMES = {
    "ag_news": "AG News",
    "banking77": "Banking77",
    "clinc150": "CLINC150",
    "dbpedia14": "DBpedia14",
    "emotion": "Emotion",
    "financial_phrasebank": "Financial PhraseBank",
    "imdb": "IMDb",
    "sms_spam": "SMS spam",
    "trec6": "TREC6",
}
# Bins with fewer rows than this are not drawn, since their values are mostly chance.
FEWEST_ROWS = 10


def use_style():
    plt.rcParams.update(
        {
            "svg.fonttype": "none",
            "svg.hashsalt": "pilesort",
            "font.family": "sans-serif",
            "font.size": 11,
            "text.color": INK,
            "axes.labelcolor": INK,
            "axes.edgecolor": GRID,
            "xtick.color": INK,
            "ytick.color": INK,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "legend.frameon": False,
        }
    )


def main():
    use_style()
    save(draw_reliability(read("reliability.json")), "reliability.svg", "Reliability diagram")
    save(draw_accuracy(read("results.json")), "accuracy-by-examples.svg", "Accuracy by examples per class")
    save(draw_curve(read("curve.json")), "learning-curve.svg", "Learning curve")


def read(name):
    return json.loads((ACCURACY / name).read_text(encoding="utf-8"))


def draw_reliability(measurements):
    """Accuracy against mean probability, one line per set. Calibrated answers lie on the diagonal."""
    figure, axes = plt.subplots(figsize=(6.4, 4.8))
    axes.plot([0, 100], [0, 100], color=GRID, linestyle="--", linewidth=1)
    axes.text(11, 13, "calibrated", rotation=37, color=INK, fontsize=9, ha="center", va="bottom")
    for measured, color, marker in zip(measurements, COLORS, MARKERS, strict=True):
        bins = [each for each in measured["bins"] if each["count"] >= FEWEST_ROWS]
        axes.plot(
            [100 * each["meanProbability"] for each in bins],
            [100 * each["accuracy"] for each in bins],
            color=color,
            marker=marker,
            markersize=5,
            label=f"{NAMES[measured['set']]}, ECE {100 * measured['expectedCalibrationError']:.1f}",
        )
    axes.set(xlim=(0, 100), ylim=(0, 100))
    axes.set_xlabel("probability of the answer, percent")
    axes.set_ylabel("answers that are correct, percent")
    axes.grid(color=GRID, alpha=0.25)
    axes.legend(loc="lower right")
    return figure


def draw_accuracy(measurements):
    """Accuracy from descriptions only and with 8 and 32 rows per class, one line per set, without fine-tuning."""
    settings = {"prompts": 0, "8": 1, "32": 2}
    figure, axes = plt.subplots(figsize=(6.4, 4.8))
    lines = {name: [mean_accuracy(measurements, name, setting) for setting in settings] for name in NAMES}
    for values in lines.values():
        axes.plot(list(settings.values()), values, color=GRID, linewidth=1, marker="o", markersize=3)
    for name, height in spread({name: values[-1] for name, values in lines.items()}, 2.3).items():
        axes.text(2.05, height, NAMES[name], fontsize=9, va="center")
    mean = [sum(values) / len(lines) for values in zip(*lines.values(), strict=True)]
    axes.plot(list(settings.values()), mean, color=COLORS[0], linewidth=3, marker="o", markersize=7)
    for x, value in zip(settings.values(), mean, strict=True):
        axes.text(x, value - 1.2, f"{value:.1f}", color=COLORS[0], ha="center", va="top", fontweight="bold")
    axes.text(0.5, sum(mean[:2]) / 2 - 1.2, "mean", color=COLORS[0], fontweight="bold", ha="center", va="top")
    axes.set_xticks(list(settings.values()), ["descriptions only", "8 rows per class", "32 rows per class"])
    axes.set(xlim=(-0.25, 2.9), ylim=(50, 100))
    axes.set_ylabel("accuracy on test rows, percent")
    axes.grid(axis="y", color=GRID, alpha=0.25)
    return figure


def draw_curve(measurements):
    """Mean accuracy of the measured sets against rows per class, with and without descriptions, without fine-tuning."""
    figure, axes = plt.subplots(figsize=(6.4, 4.8))
    sets = sorted({each["set"] for each in measurements})
    points = sorted({each["rowsPerClass"] for each in measurements if each["rowsPerClass"] != "all"})
    last = {
        descriptions: curve_mean(measurements, sets, points[-1], descriptions) for descriptions in (True, False)
    }
    label_heights = spread(last, 2.2)
    for descriptions, color, marker, label in [(True, COLORS[0], "o", "with"), (False, COLORS[1], "s", "without")]:
        rows = [point for point in points if descriptions or point > 0]
        mean = [curve_mean(measurements, sets, point, descriptions) for point in rows]
        axes.plot([points.index(point) for point in rows], mean, color=color, marker=marker, linewidth=2)
        height = label_heights[descriptions]
        axes.text(len(points) - 0.75, height, f"{label} descriptions", color=color, va="center")
        side, place = (1, "bottom") if descriptions else (-1, "top")
        for point, value in zip(rows, mean, strict=True):
            axes.text(points.index(point), value + side, f"{value:.0f}", color=color, ha="center", va=place, fontsize=9)
    axes.set_xticks(range(len(points)), [str(point) for point in points])
    axes.set(xlim=(-0.3, len(points) + 2.2))
    axes.margins(y=0.08)
    axes.set_xlabel("rows per class")
    axes.set_ylabel(f"accuracy on test rows, mean of {len(sets)} sets, percent")
    axes.grid(axis="y", color=GRID, alpha=0.25)
    return figure


def curve_mean(measurements, sets, rows, descriptions):
    def of_set(name):
        found = [
            each["accuracy"]
            for each in measurements
            if (each["set"], each["rowsPerClass"], each["descriptions"]) == (name, rows, descriptions)
        ]
        return sum(found) / len(found)

    return 100 * sum(of_set(name) for name in sets) / len(sets)


def mean_accuracy(measurements, name, setting):
    found = [each["accuracy"] for each in measurements if each["set"] == name and each["setting"] == setting]
    return 100 * sum(found) / len(found)


def spread(heights, distance):
    """Moves labels up and down until neighbors are at least a distance apart, each pair by the same amount."""
    names = sorted(heights, key=heights.get)
    moved = [heights[name] for name in names]
    for _ in range(200):
        for i in range(len(moved) - 1):
            lack = distance - (moved[i + 1] - moved[i])
            if lack > 0:
                moved[i] -= lack / 2
                moved[i + 1] += lack / 2
    return dict(zip(names, moved, strict=True))


def save(figure, name, title):
    figure.tight_layout()
    path = PICTURES / name
    figure.savefig(path, transparent=True, metadata={"Date": None, "Title": title, "Creator": "tools/plots/plot.py"})
    path.write_text(for_both_modes(path.read_text(encoding="utf-8")), encoding="utf-8")
    plt.close(figure)


def for_both_modes(svg):
    """Adds a style for dark mode, and names a font family that every machine has."""
    rules = " ".join(
        f'[style*="{kind}: {INK}"] {{ {kind}: {INK_DARK} !important; }}' for kind in ("fill", "stroke")
    )
    style = f"<style>@media (prefers-color-scheme: dark) {{ {rules} }}</style>"
    svg = re.sub(r"font-family: [^;\"]*", "font-family: Helvetica, Arial, sans-serif", svg)
    svg = re.sub(r" <defs>", f" {style}\n <defs>", svg, count=1)
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"


if __name__ == "__main__":
    main()
