/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "commands.h"

const CliSection cli_commands[] = {
  {
    "Optimising",
    (const CliCommand[]) {
      { "optimize", "FILE [NAME…]", "Look for cheaper programs of the same value",
        command_optimize },
      { NULL },
    },
  },
  {
    "Searching",
    (const CliCommand[]) {
      { "run", "", "Search from several starts at once and compare the ways", command_run },
      { "monitor", "[LOG…]", "Launch runs and watch them in a window", command_monitor },
      { "serve", "", "Be joined by workers that search, or serve where others run",
        command_serve },
      { "worker", "", "Search for those who serve", command_worker },
      { NULL },
    },
  },
  {
    "What searches need",
    (const CliCommand[]) {
      { "expr", "COMMAND", "List, measure and rewrite expressions", command_expr },
      { "model", "COMMAND", "Make, describe and evaluate networks", command_model },
      { NULL },
    },
  },
  {
    "What runs leave",
    (const CliCommand[]) {
      { "plot", "FILE", "Draw what a run has measured", command_plot },
      { "status", "FILE", "Say where a run stands, from its log", command_status },
      { NULL },
    },
  },
  { NULL },
};
