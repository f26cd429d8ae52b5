/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "engine/ariadne-rota.h"

typedef enum {
  WAITING,
  DEALT,   /* to a seat, which has not taken it */
  RUNNING,
  ENDED,
} TaskState;

typedef struct
{
  TaskState state;
  guint     seat;     /* if it is dealt or runs */
  guint     n_deaths; /* of seats while they ran it */
} Task;

typedef struct
{
  gboolean open;
  gboolean alone;   /* has a task that must run alone */
  guint    n_tasks; /* dealt to it or running */
  guint    n_running;
} Seat;

struct _AriadneRota
{
  guint  max_retries;
  guint  n_tasks;
  guint  n_waiting;
  guint  n_unfinished;
  Task  *tasks;
  GArray *seats; /* of Seat */
};

static Seat *
get_seat (AriadneRota *self,
          guint        seat)
{
  g_assert (seat < self->seats->len);

  return &g_array_index (self->seats, Seat, seat);
}

static Task *
get_task (AriadneRota *self,
          guint        task)
{
  g_assert (task < self->n_tasks);

  return &self->tasks[task];
}

AriadneRota *
_ariadne_rota_new (guint n_tasks,
                   guint max_retries)
{
  AriadneRota *self = g_new0 (AriadneRota, 1);

  self->max_retries = max_retries;
  self->n_tasks = n_tasks;
  self->n_waiting = n_tasks;
  self->n_unfinished = n_tasks;
  self->tasks = g_new0 (Task, n_tasks);
  self->seats = g_array_new (FALSE, TRUE, sizeof (Seat));

  return self;
}

void
_ariadne_rota_free (AriadneRota *self)
{
  g_free (self->tasks);
  g_array_unref (self->seats);
  g_free (self);
}

guint
_ariadne_rota_add_seat (AriadneRota *self)
{
  g_array_set_size (self->seats, self->seats->len + 1);

  return self->seats->len - 1;
}

/* Takes the task from its seat. */
static void
unseat (AriadneRota *self,
        Task        *task)
{
  Seat *seat = get_seat (self, task->seat);

  g_assert (task->state == DEALT || task->state == RUNNING);

  seat->n_tasks--;
  if (task->state == RUNNING)
    seat->n_running--;
  if (seat->n_tasks == 0)
    seat->alone = FALSE;
}

static void
wait_again (AriadneRota *self,
            Task        *task)
{
  unseat (self, task);
  task->state = WAITING;
  self->n_waiting++;
}

void
_ariadne_rota_set_open (AriadneRota *self,
                        guint        seat,
                        gboolean     open)
{
  get_seat (self, seat)->open = open;
  for (guint i = 0; !open && i < self->n_tasks; i++)
    if (self->tasks[i].state == DEALT && self->tasks[i].seat == seat)
      wait_again (self, &self->tasks[i]);
}

static gboolean
must_be_alone (AriadneRota *self,
               const Task  *task)
{
  return task->n_deaths > 0 && task->n_deaths == self->max_retries;
}

/* The seat for a task, or -1 if there is none. */
static int
choose_seat (AriadneRota *self,
             const Task  *task)
{
  int chosen = -1;

  for (guint i = 0; i < self->seats->len; i++)
    {
      const Seat *seat = get_seat (self, i);

      if (!seat->open || seat->alone || (must_be_alone (self, task) && seat->n_tasks > 0))
        continue;
      if (chosen < 0 || seat->n_tasks < get_seat (self, chosen)->n_tasks)
        chosen = i;
    }

  return chosen;
}

void
_ariadne_rota_deal (AriadneRota *self)
{
  for (guint i = 0; self->n_waiting > 0 && i < self->n_tasks; i++)
    {
      Task *task = &self->tasks[i];
      int seat;

      if (task->state != WAITING)
        continue;
      seat = choose_seat (self, task);
      if (seat < 0)
        continue;

      task->state = DEALT;
      task->seat = seat;
      get_seat (self, seat)->n_tasks++;
      get_seat (self, seat)->alone = must_be_alone (self, task);
      self->n_waiting--;
    }
}

gboolean
_ariadne_rota_take (AriadneRota *self,
                    guint        seat,
                    guint       *task)
{
  if (get_seat (self, seat)->n_tasks == get_seat (self, seat)->n_running)
    return FALSE;

  for (guint i = 0; i < self->n_tasks; i++)
    if (self->tasks[i].state == DEALT && self->tasks[i].seat == seat)
      {
        self->tasks[i].state = RUNNING;
        get_seat (self, seat)->n_running++;
        *task = i;
        return TRUE;
      }

  g_assert_not_reached ();
}

gboolean
_ariadne_rota_is_run_by (AriadneRota *self,
                         guint        task,
                         guint        seat)
{
  return task < self->n_tasks && self->tasks[task].state == RUNNING
         && self->tasks[task].seat == seat;
}

gboolean
_ariadne_rota_has_ended (AriadneRota *self,
                         guint        task)
{
  return get_task (self, task)->state == ENDED;
}

guint
_ariadne_rota_count_running (AriadneRota *self,
                             guint        seat)
{
  return get_seat (self, seat)->n_running;
}

guint
_ariadne_rota_count_deaths (AriadneRota *self,
                            guint        task)
{
  return get_task (self, task)->n_deaths;
}

void
_ariadne_rota_end (AriadneRota *self,
                   guint        number)
{
  Task *task = get_task (self, number);

  g_assert (task->state != ENDED);

  if (task->state == WAITING)
    self->n_waiting--;
  else
    unseat (self, task);
  task->state = ENDED;
  self->n_unfinished--;
}

GArray *
_ariadne_rota_lose (AriadneRota *self,
                    guint        seat)
{
  GArray *lost = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < self->n_tasks; i++)
    if (_ariadne_rota_is_run_by (self, i, seat))
      {
        wait_again (self, &self->tasks[i]);
        self->tasks[i].n_deaths++;
        g_array_append_val (lost, i);
      }

  return lost;
}

gboolean
_ariadne_rota_may_retry (AriadneRota *self,
                         guint        task)
{
  return get_task (self, task)->n_deaths <= self->max_retries;
}

guint
_ariadne_rota_count_unfinished (AriadneRota *self)
{
  return self->n_unfinished;
}
