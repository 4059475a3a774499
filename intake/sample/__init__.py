"""Sample data: an invented shop's fourteen months, made anew and the same wherever it is loaded.

山茶 (Camellia) sells bedding and towels in two shops on three platforms, and has a hotline. What
happened, so that figures have something to tell:

- Double 11: on 11 November from 20 to 24 o'clock people waited minutes in Pre-sales and Douyin;
  satisfaction fell, most in After-sales, and for ten days because of late parcels.
- After-sales was low from December to March and better since 1 April, when it was allowed to
  approve returns itself.
- 叶蓁 of Pre-sales had one bad month, August, because she moved house.
- The bot ends more and more chats alone: from about 35 % to 47 % within these months.
- Tmall converts better than JD, JD better than Douyin.
- 童言 started three weeks ago and has few ratings; 程子 left about four months ago, and his
  sub-account went to her. 王喆 and 许安 swapped teams in the middle.
- Douyin's own report of the last week counts people instead of chats and leaves out the bot.

The long table of rare measures adds, from the same chats, calls and orders:

- Each platform's own reply rate where it counts so: turns within three minutes on Tmall, people on
  Douyin. The Douyin shop keeps Pinduoduo's person-days within an hour as well: it is to open there.
- From January to June the survey tool's quota was too small to invite everybody: fewer were asked,
  a larger part answered. From January to April the bot did not know the new goods and hit less, and
  rosters were kept worse. Until March old pictures at the flagship drew fewer clicks.
- Forecasts are a few percent off, but were far too low for Double 11 and the late parcels after it.
- Who serves customers also reviews orders and refunds: hours logged in are part of a shift.

Desks report by agent in the last weeks, by team before. A day's contacts depend on that day alone,
so that no figure changes overnight; only who the newcomer's, the leaver's and the swapped seats
belonged to moves with today, in whole weeks and months. Everything is invented, nothing comes from
a real shop. The module's parts: `world` and `people` are constants, `days`, `chats`, `calls` and
`orders` make a day, the `rare_` modules what back ends report of it, `tables`, `reports` and
`files` write it down; `load`, which needs the whole intake, imports it.
"""

from intake.sample.files import SampleFile, first_day, write_sample
from intake.sample.people import SAMPLE_PEOPLE, SamplePerson, Story
from intake.sample.world import SAMPLE_SHOPS, SAMPLE_TEAMS, SampleShop

__all__ = [
    "SAMPLE_PEOPLE",
    "SAMPLE_SHOPS",
    "SAMPLE_TEAMS",
    "SampleFile",
    "SamplePerson",
    "SampleShop",
    "Story",
    "first_day",
    "write_sample",
]
