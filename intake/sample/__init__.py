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

A day's contacts depend on that day alone, so that no figure changes overnight; only who the
newcomer's, the leaver's and the swapped seats belonged to moves with today, in whole weeks and
months. Everything is invented, nothing comes from a real shop. The module's parts:
`world` and `people` are constants, `days`, `chats`, `calls` and `orders` make a day, `tables`,
`reports` and `files` write it down; `load`, which needs the whole intake, imports it.
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
