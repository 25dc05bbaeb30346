"""What users ask about: constants of queries, drawn from the rows.

Restaurants, customers, cities and orders are those of a random row, so the busy ones are asked about as often as things
happen to them. The busiest hundredth of restaurants and customers are left out, or are what is asked for where a name
says `busy`: the generator gives them a large part of all orders, a customer up to 75,000 in a month.
"""

import datetime

import numpy as np

import dataset

HOUR = 3_600_000
DAY = 24 * HOUR
# The orders were placed in these 30 days.
FIRST_DAY = 1_772_323_200_000
DAYS = 30


class Constants:
    def __init__(self, table, directory):
        self._draw = {"orders": self._orders, "lineorder_flat": self._lines}[table]
        self._columns = {column.name: column for column in dataset.columns(directory)}
        self._frequencies = {}

    def draw(self, random):
        """Values of all names that templates of this table may use."""
        return self._draw(random)

    def _value(self, name, random):
        column = self._columns[name]
        value = int(column.values[random.randrange(len(column.values))])
        if column.form != "codes":
            return value
        start = int(column.ends[value - 1]) if value > 0 else 0
        return bytes(column.bytes[start : int(column.ends[value])]).decode()

    def _ordinary(self, name, random, is_busy=False):
        """A value that is not, or is, among the hundredth that most rows have."""
        if name not in self._frequencies:
            counts = np.bincount(self._columns[name].values)
            self._frequencies[name] = (counts, np.quantile(counts[counts > 0], 0.99))
        counts, limit = self._frequencies[name]
        while True:
            value = self._value(name, random)
            if (counts[value] > limit) == is_busy:
                return value

    def _list(self, name, random, count):
        values = set()
        while len(values) < count:
            values.add(self._ordinary(name, random))
        return ", ".join(map(str, sorted(values)))

    def _orders(self, random):
        day = FIRST_DAY + random.randrange(DAYS) * DAY
        week = FIRST_DAY + random.randrange(DAYS - 6) * DAY
        hour = FIRST_DAY + (DAYS - 1) * DAY + random.randrange(24 * 60) * 60_000
        return {
            "order": self._value("order_id", random),
            "restaurant": self._ordinary("restaurant_id", random),
            "busy_restaurant": self._ordinary("restaurant_id", random, is_busy=True),
            "customer": self._ordinary("customer_id", random),
            "ten_customers": self._list("customer_id", random, 10),
            "city": self._value("city", random),
            "day": text(day),
            "next_day": text(day + DAY),
            "week": text(week),
            "next_week": text(week + 7 * DAY),
            "hour": text(hour - HOUR),
            "next_hour": text(hour),
        }

    def _lines(self, random):
        year = random.randint(1992, 1997)
        return {
            "ssb_customer": self._value("LO_CUSTKEY", random),
            "ten_parts": self._list("LO_PARTKEY", random, 10),
            "year": year,
            "next_year": year + 1,
            "customer_city": self._value("C_CITY", random),
            "supplier_city": self._value("S_CITY", random),
        }


def text(milliseconds):
    """An instant as SQL has it."""
    return datetime.datetime.fromtimestamp(milliseconds / 1000, datetime.UTC).strftime("%Y-%m-%d %H:%M:%S")
