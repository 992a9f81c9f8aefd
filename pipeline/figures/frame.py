"""The frame of every figure: 16 cm wide, laid out in cm from the top left corner.

Title, subtitle, legend, body, notes, and a last line with the synthetic mark, the figure's number and
the fingerprints. The height follows from the content.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Canvas
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.transforms import ScaledTranslation

from pipeline.figures.theme import GREY, INK, LIGHT, RED, RULE
from pipeline.figures.typography import CM_PER_POINT, Fitted, balanced, fit, wrap

PAGE_WIDTH_CM, PAGE_HEIGHT_CM, MARGIN_CM = 16.0, 22.0, 0.25
INNER_WIDTH_CM = PAGE_WIDTH_CM - 2 * MARGIN_CM
# Rendered widths differ slightly from one resolution to another: 1.5 % is kept free.
SAFE_WIDTH_CM = INNER_WIDTH_CM * 0.985
TITLE_PT, SUBTITLE_PT, NOTE_PT, FOOT_PT = 13.0, 9.5, 7.6, 6.5
TITLE_SIZES_PT = (13.0, 12.0, 11.0, 10.0)
KEY_PT = 8.6
# Half the height of a lowercase letter, in parts of the size: what the eye takes for the middle.
X_HEIGHT = 0.33


def leading(size: float) -> float:
    """Return the distance between the baselines of running text, in cm; size in points."""
    return 1.28 * size * CM_PER_POINT


@dataclass(frozen=True)
class Words:
    """What a figure says.

    Attributes
    ----------
    titles : from the most telling to the plainest.
    notes : paragraphs under the body.
    alt : the alternative text.
    identity : number of the figure and fingerprints of what made it.
    mark : the mark of answers that are not real, or "".
    """

    titles: list[str]
    subtitle: str
    notes: list[str]
    alt: str
    identity: str
    mark: str = ""

    @property
    def title(self) -> str:
        """The first title that two lines hold, smaller if need be; a third would push the body down."""
        fitting = (
            title for title in self.titles if len(wrap(title, SAFE_WIDTH_CM, TITLE_SIZES_PT[-1], "bold")) <= 2
        )
        return next(fitting, self.titles[-1])


@dataclass
class Frame:
    """A page with its words set, whose body is left for the kind of figure to draw.

    Attributes
    ----------
    body, legend : heights of the two, in cm.
    top, height : where the body begins and where the page ends, in cm from the top.
    """

    words: Words
    body: float
    legend: float = 0.0
    canvas: Canvas = field(init=False)
    top: float = field(init=False)
    height: float = field(init=False)

    def __post_init__(self) -> None:
        self.top = head_height(self.words) + self.legend
        self.height = self.top + self.body + foot_height(self.words)
        self.canvas = Canvas(figsize=(PAGE_WIDTH_CM / 2.54, self.height / 2.54), facecolor="white")
        FigureCanvasAgg(self.canvas)
        self._head()
        self._foot()

    @property
    def legend_top(self) -> float:
        return self.top - self.legend

    def text(self, x: float, y: float, text: str, size: float, **style: object) -> None:
        """Write a line of text with its baseline at y, so that accents and descenders move nothing."""
        style = {"ha": "left", "va": "baseline", "color": INK} | style
        self.canvas.text(x / PAGE_WIDTH_CM, 1 - y / self.height, text, size=size, **style)

    def middle(self, x: float, y: float, text: Fitted | str, size: float = 9.0, **style: object) -> None:
        """Write a text, of one line or several, whose letters are centred on y."""
        fitted = text if isinstance(text, Fitted) else Fitted([text], size)
        first = y - (len(fitted.lines) - 1) / 2 * fitted.leading + X_HEIGHT * fitted.size * CM_PER_POINT
        for i, line in enumerate(fitted.lines):
            self.text(x, first + i * fitted.leading, line, fitted.size, **{"weight": fitted.weight} | style)

    def column_head(self, x: float, bottom: float, head: Fitted, upright: bool) -> None:
        """Write the head of a column, centred on x, its last baseline (or its left end) at bottom."""
        last = len(head.lines) - 1
        for i, line in enumerate(head.lines):
            if upright:
                across = (i - last / 2) * head.leading + X_HEIGHT * head.size * CM_PER_POINT
                self.text(x + across, bottom, line, head.size, rotation=90, rotation_mode="anchor")
            else:
                self.text(x, bottom - (last - i) * head.leading, line, head.size, ha="center")

    def axes(self, x: float, y: float, wide: float, high: float, name: str) -> Axes:
        """Add bare axes with their top left corner at (x, y), y counted from the top of the body."""
        bottom = 1 - (self.top + y + high) / self.height
        axes = self.canvas.add_axes(
            [x / PAGE_WIDTH_CM, bottom, wide / PAGE_WIDTH_CM, high / self.height], label=name
        )
        axes.set(xticks=[], yticks=[], facecolor="none")
        axes.spines[:].set_visible(False)
        return axes

    def rectangle(self, x: float, y: float, wide: float, high: float, **style: object) -> None:
        """Draw a rectangle with its top left corner at (x, y)."""
        corner = (x / PAGE_WIDTH_CM, 1 - (y + high) / self.height)
        size = (wide / PAGE_WIDTH_CM, high / self.height)
        style = {"ec": "none", "lw": 0} | style
        self.canvas.add_artist(Rectangle(corner, *size, transform=self.canvas.transFigure, **style))

    def line(self, xs: list[float], ys: list[float], **style: object) -> None:
        """Draw a line, or one marker, through these points."""
        points = [x / PAGE_WIDTH_CM for x in xs], [1 - y / self.height for y in ys]
        self.canvas.add_artist(Line2D(*points, transform=self.canvas.transFigure, **style))

    def _head(self) -> None:
        y = MARGIN_CM
        title, subtitle = _title(self.words), wrap(self.words.subtitle, SAFE_WIDTH_CM, SUBTITLE_PT)
        for line in title.lines:
            self.text(MARGIN_CM, y + 0.98 * TITLE_PT * CM_PER_POINT, line, title.size, weight="bold")
            y += leading(TITLE_PT)
        for line in subtitle:
            self.text(MARGIN_CM, y + 0.05 + 0.98 * SUBTITLE_PT * CM_PER_POINT, line, SUBTITLE_PT, color=GREY)
            y += leading(SUBTITLE_PT)

    def _foot(self) -> None:
        y = self.top + self.body + 0.2
        self.line([MARGIN_CM, PAGE_WIDTH_CM - MARGIN_CM], [y, y], color=RULE, lw=0.6)
        y += 0.07
        for line in _note_lines(self.words):
            self.text(MARGIN_CM, y + 0.98 * NOTE_PT * CM_PER_POINT, line, NOTE_PT, color=GREY)
            y += leading(NOTE_PT)
        last = self.height - MARGIN_CM
        self.text(PAGE_WIDTH_CM - MARGIN_CM, last, self.words.identity, FOOT_PT, color=LIGHT, ha="right")
        if self.words.mark:
            self.text(MARGIN_CM, last, self.words.mark, FOOT_PT + 0.5, color=RED, weight="bold")


def centred(axes: Axes, x: float, y: float, text: str, size: float, **style: object) -> None:
    """Write a text at a point of the data, its letters centred on y."""
    shift = ScaledTranslation(0, -X_HEIGHT * size / 72, axes.figure.dpi_scale_trans)
    style = {"ha": "center", "va": "baseline", "color": INK} | style
    axes.text(x, y, text, size=size, transform=axes.transData + shift, **style)


def head_height(words: Words) -> float:
    """Return the height above the legend, in cm."""
    subtitle = wrap(words.subtitle, SAFE_WIDTH_CM, SUBTITLE_PT)
    return (
        MARGIN_CM
        + len(_title(words).lines) * leading(TITLE_PT)
        + 0.05
        + len(subtitle) * leading(SUBTITLE_PT)
        + 0.25
    )


def foot_height(words: Words) -> float:
    """Return the height below the body, in cm."""
    return 0.32 + len(_note_lines(words)) * leading(NOTE_PT) + leading(FOOT_PT) + MARGIN_CM


def tallest_body(words: Words, legend: float = 0.0) -> float:
    """Return the height of the tallest body that keeps the figure on its page, in cm."""
    return PAGE_HEIGHT_CM - head_height(words) - legend - foot_height(words)


def _title(words: Words) -> Fitted:
    fitted = fit(words.title, SAFE_WIDTH_CM, TITLE_SIZES_PT, 2, "bold")
    if " ".join(fitted.lines) != words.title:
        return fitted
    return replace(fitted, lines=balanced(words.title, SAFE_WIDTH_CM, fitted.size, "bold"))


def _note_lines(words: Words) -> list[str]:
    return [line for note in words.notes for line in wrap(note, SAFE_WIDTH_CM, NOTE_PT)]
