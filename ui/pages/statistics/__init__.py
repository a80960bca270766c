"""The page of the indicators: figures, chart, and the persons behind them."""

from ui.pages.statistics.page import StatisticsPage

__all__ = ["StatisticsPage"]
