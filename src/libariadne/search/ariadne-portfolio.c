/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "search/ariadne-portfolio.h"

#include <string.h>

#include "core/ariadne-error.h"
#include "search/ariadne-search-private.h"
#include "search/ariadne-visited-private.h"

/**
 * AriadnePortfolio:
 *
 * Several searches from one start, side by side, none of which evaluates what
 * another one has had evaluated.
 *
 * What its members share is the set of visited states, with all answers about them,
 * and the least cost found. A member finds what it would find alone, and has the
 * answers that others have asked for. What the portfolio has visited is what any of
 * them has, each state once, in the order in which the first of them found it, and its
 * best is the first of least cost in that order.
 *
 * Its members are best-first searches that have not been run. They take turns in a
 * fixed order: each does what it can until it waits for answers, then the next one
 * does. The requests of all of them are under evaluation together, and all answers
 * are handed over, in the order of asking, when the last has come. Hence what is found
 * does not depend on who answers, and when, whatever the members are; even a
 * [class@ContinuousAStar] finds the same each time here.
 *
 * The search ends when all members have ended, or after the round of turns with which
 * as many states have been evaluated as the budget allows. Members have budgets of
 * their own, for which an answer counts whoever has asked for it.
 *
 * Answers are kept as long as it runs: beside a visited state that was evaluated, a
 * number of 32 bits for each head of the model.
 */
struct _AriadnePortfolio
{
  AriadneSearch parent_instance;

  GArray *members; /* of Member; set at construction */

  /* While it runs: */
  AriadneVisited seen;
  GArray        *answers; /* of const float *, one a visited state; NULL if not asked for */
  GPtrArray     *kept;    /* of AriadneMatrix, to which the answers point */
  AriadneSearch *leader;  /* the member that has found the best; not owned */
  guint          turn;    /* the member whose turn it is; all of them: the round is over */

  /* Of this round: */
  GArray    *calls;  /* of Call, in the order of asking */
  GArray    *called; /* of guint, numbers of the states of all calls, one after the other */
  GArray    *asked;  /* of guint, those of them that were not known */
  GPtrArray *states; /* of AriadneState, not owned; those of the last request */
};

struct _AriadnePortfolioClass
{
  AriadneSearchClass parent_class;
};

typedef struct
{
  AriadneSearch *search;  /* owned */
  guint          n_noted; /* of the states it has visited, those added to what all have */
  gboolean       ended;
} Member;

/* What a member waits for. */
typedef struct
{
  guint member;
  guint ticket;
  guint first; /* of its states among those called */
  guint n_states;
} Call;

/* Stands for an answer that has not come. */
static const float pending[1];

G_DEFINE_FINAL_TYPE (AriadnePortfolio, ariadne_portfolio, ARIADNE_TYPE_SEARCH)

static Member *
get_member (AriadnePortfolio *self,
            guint             index)
{
  return &g_array_index (self->members, Member, index);
}

static void
member_clear (gpointer data)
{
  Member *self = data;

  g_object_unref (self->search);
}

static gboolean
check_member (AriadneSearch  *member,
              AriadneSearch  *search,
              GError        **error)
{
  if (ARIADNE_IS_ASTAR (member) && member->domain == search->domain
      && ariadne_domain_equal (search->domain, member->start, search->start))
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
               "it is of the type %s, expected best-first searches of one domain that start at "
               "the same state",
               G_OBJECT_TYPE_NAME (member));

  return FALSE;
}

/* Members need have no names; returns FALSE. */
static gboolean
blame (AriadnePortfolio  *self,
       guint              member,
       GError           **error)
{
  g_prefix_error (error, "search “%s”, member %u: ", ARIADNE_SEARCH (self)->name, member + 1);

  return FALSE;
}

static gboolean
ariadne_portfolio_validate (AriadneSearch  *search,
                            guint           n_heads,
                            GError        **error)
{
  AriadnePortfolio *self = ARIADNE_PORTFOLIO (search);

  if (!ariadne_search_check_parameter (search, "number of members", self->members->len,
                                       ARIADNE_PORTFOLIO_MAX_MEMBERS, error)
      || !ariadne_search_check_parameter (search, "budget", search->budget,
                                          ARIADNE_SEARCH_MAX_BUDGET, error))
    return FALSE;

  for (guint i = 0; i < self->members->len; i++)
    {
      AriadneSearch *member = get_member (self, i)->search;

      if (!check_member (member, search, error)
          || (self->leader == NULL && !ariadne_search_check_ready (member, error))
          || !ARIADNE_SEARCH_GET_CLASS (member)->validate (member, n_heads, error))
        return blame (self, i, error);
    }

  return TRUE;
}

/* Adds what a member has found to what all have found. */
static void
note_visited (AriadnePortfolio *self,
              Member           *member)
{
  AriadneSearch *search = ARIADNE_SEARCH (self);
  GPtrArray *visited = member->search->visited;

  for (; member->n_noted < visited->len; member->n_noted++)
    ariadne_visited_add (&self->seen, g_ptr_array_index (visited, member->n_noted));

  g_array_set_size (self->answers, search->visited->len);
  search->n_visited = search->visited->len;
}

static void
note_best (AriadnePortfolio *self,
           AriadneSearch    *member)
{
  AriadneSearch *search = ARIADNE_SEARCH (self);

  if (search->best != NULL && !(member->best_cost < search->best_cost))
    return;

  g_clear_pointer (&search->best, ariadne_state_unref);
  search->best = ariadne_state_ref (member->best);
  search->best_cost = member->best_cost;
  search->best_depth = member->best_depth;
  self->leader = member;
}

static void
note_figures (AriadnePortfolio *self)
{
  AriadneSearch *search = ARIADNE_SEARCH (self);

  search->n_expanded = 0;
  search->n_frontier = 0;
  for (guint i = 0; i < self->members->len; i++)
    {
      search->n_expanded += get_member (self, i)->search->n_expanded;
      search->n_frontier += get_member (self, i)->search->n_frontier;
    }
}

static void
note_member (AriadnePortfolio *self,
             Member           *member)
{
  note_visited (self, member);
  note_best (self, member->search);
  note_figures (self);
}

static void
ariadne_portfolio_begin (AriadneSearch *search)
{
  AriadnePortfolio *self = ARIADNE_PORTFOLIO (search);

  ariadne_visited_init (&self->seen, search->domain, search->visited);
  for (guint i = 0; i < self->members->len; i++)
    {
      Member *member = get_member (self, i);

      /* It is valid, or we would not be here. */
      if (!ariadne_search_begin (member->search, search->n_heads, NULL))
        g_assert_not_reached ();
      note_member (self, member);
    }
}

/* Notes what a member asks, and asks what nobody has asked before; the ticket is
 * where that begins.
 */
static AriadneStep
ask (AriadnePortfolio *self,
     AriadneRequest   *request)
{
  Call call = { self->turn, request->ticket, self->called->len, request->n_states };
  guint first = self->asked->len;

  g_array_append_val (self->calls, call);
  g_ptr_array_set_size (self->states, 0);
  for (guint i = 0; i < request->n_states; i++)
    {
      const float **answer;
      guint number;

      ariadne_visited_look (&self->seen, request->states[i], &number);
      answer = &g_array_index (self->answers, const float *, number);
      g_array_append_val (self->called, number);
      if (*answer != NULL)
        continue;

      *answer = pending;
      g_array_append_val (self->asked, number);
      g_ptr_array_add (self->states, request->states[i]);
    }

  if (request->waits)
    self->turn++;
  if (self->states->len == 0)
    return ARIADNE_STEP_AGAIN;

  *request = (AriadneRequest){
    .states = (AriadneState **) self->states->pdata,
    .n_states = self->states->len,
    .ticket = first,
    .waits = self->turn == self->members->len,
  };

  return ARIADNE_STEP_CALL;
}

/* Has the member whose turn it is take a step. */
static AriadneStep
step (AriadnePortfolio  *self,
      AriadneRequest    *request,
      GError           **error)
{
  Member *member = get_member (self, self->turn);
  AriadneStep taken = ARIADNE_STEP_WAIT;

  if (!member->ended)
    {
      taken = ariadne_search_next (member->search, request, error);
      note_member (self, member);
    }

  switch (taken)
    {
    case ARIADNE_STEP_CALL:
      return ask (self, request);

    case ARIADNE_STEP_END:
      ariadne_search_end (member->search, NULL);
      member->ended = TRUE;
      self->turn++;
      return ARIADNE_STEP_AGAIN;

    case ARIADNE_STEP_WAIT:
      self->turn++;
      return ARIADNE_STEP_AGAIN;

    case ARIADNE_STEP_FAIL:
      blame (self, self->turn, error);
      return taken;

    case ARIADNE_STEP_AGAIN:
    default:
      return taken;
    }
}

/* Gives a member its answers, unless it has ended without waiting for them. */
static gboolean
deliver (AriadnePortfolio  *self,
         const Call        *call,
         GError           **error)
{
  AriadneSearch *member = get_member (self, call->member)->search;
  guint n_heads = ARIADNE_SEARCH (self)->n_heads;
  g_autoptr (AriadneMatrix) answers = NULL;

  if (member->status != ARIADNE_SEARCH_RUNNING)
    return TRUE;

  if (call->n_states > 0)
    answers = ariadne_matrix_new (call->n_states, n_heads);
  for (guint i = 0; i < call->n_states; i++)
    {
      guint number = g_array_index (self->called, guint, call->first + i);

      memcpy (ariadne_matrix_get_row (answers, i),
              g_array_index (self->answers, const float *, number), n_heads * sizeof (float));
    }

  return ariadne_search_take (member, call->ticket, answers, error)
         || blame (self, call->member, error);
}

/* All answers are there. */
static AriadneStep
end_round (AriadnePortfolio  *self,
           GError           **error)
{
  for (guint i = 0; i < self->calls->len; i++)
    if (!deliver (self, &g_array_index (self->calls, Call, i), error))
      return ARIADNE_STEP_FAIL;

  g_array_set_size (self->calls, 0);
  g_array_set_size (self->called, 0);
  g_array_set_size (self->asked, 0);
  note_figures (self);
  self->turn = 0;

  return ARIADNE_STEP_AGAIN;
}

/* Of the ends of the members the one that says most, in the order of the values. */
static AriadneStep
end_as_members (AriadnePortfolio *self)
{
  AriadneSearchStatus status = ARIADNE_SEARCH_FINISHED;

  for (guint i = 0; i < self->members->len; i++)
    status = MAX (status, get_member (self, i)->search->status);

  return ariadne_search_end_as (ARIADNE_SEARCH (self), status);
}

static gboolean
is_over (AriadnePortfolio *self)
{
  for (guint i = 0; i < self->members->len; i++)
    if (!get_member (self, i)->ended)
      return FALSE;

  return TRUE;
}

static AriadneStep
ariadne_portfolio_next (AriadneSearch   *search,
                        AriadneRequest  *request,
                        GError         **error)
{
  AriadnePortfolio *self = ARIADNE_PORTFOLIO (search);

  if (self->turn < self->members->len)
    return step (self, request, error);

  if (search->n_in_flight > 0)
    return ARIADNE_STEP_WAIT;
  if (is_over (self))
    return end_as_members (self);
  if (search->n_sent >= search->budget)
    return ariadne_search_end_as (search, ARIADNE_SEARCH_BUDGET_EXHAUSTED);

  return end_round (self, error);
}

static gboolean
ariadne_portfolio_take (AriadneSearch  *search,
                        guint           ticket,
                        AriadneMatrix  *answers,
                        GError        **error)
{
  AriadnePortfolio *self = ARIADNE_PORTFOLIO (search);
  guint n_rows = ariadne_matrix_get_n_rows (answers);

  for (guint i = 0; i < n_rows; i++)
    {
      guint number = g_array_index (self->asked, guint, ticket + i);

      g_array_index (self->answers, const float *, number) = ariadne_matrix_get_row (answers, i);
    }
  g_ptr_array_add (self->kept, ariadne_matrix_ref (answers));
  search->n_evaluations += n_rows;

  return TRUE;
}

/* What one of its members has found it knows the way to. */
static GPtrArray *
ariadne_portfolio_follow_path (AriadneSearch *search)
{
  AriadnePortfolio *self = ARIADNE_PORTFOLIO (search);

  return self->leader != NULL ? ariadne_search_follow_path (self->leader) : NULL;
}

/* A portfolio that could not begin has no leader. */
static void
ariadne_portfolio_end (AriadneSearch *search)
{
  AriadnePortfolio *self = ARIADNE_PORTFOLIO (search);

  for (guint i = 0; self->leader != NULL && i < self->members->len; i++)
    {
      Member *member = get_member (self, i);

      if (member->ended)
        continue;
      if (member->search->status == ARIADNE_SEARCH_RUNNING)
        member->search->status = search->status;
      ariadne_search_end (member->search, NULL);
      member->ended = TRUE;
    }

  search->path = ariadne_search_follow_path (search);
  g_array_set_size (self->answers, 0);
  g_ptr_array_set_size (self->kept, 0);
  ariadne_visited_clear (&self->seen);
}

/**
 * ariadne_portfolio_new:
 * @members: (array length=n_members): searches that have not been run, in the order of
 *   their turns; at least one
 * @n_members: how many there are
 * @budget: how many states may be evaluated
 *
 * Makes a search of several. They are checked when it is run, or by
 * ariadne_search_validate(); from here on it is the only one to run them.
 *
 * Returns: (transfer full): a new search
 */
AriadneSearch *
ariadne_portfolio_new (AriadneSearch * const *members,
                       guint                  n_members,
                       guint                  budget)
{
  AriadnePortfolio *self;

  g_return_val_if_fail (members != NULL && n_members > 0, NULL);

  self = g_object_new (ARIADNE_TYPE_PORTFOLIO,
                       "domain", members[0]->domain,
                       "start", members[0]->start,
                       NULL);
  for (guint i = 0; i < n_members; i++)
    {
      Member member = { g_object_ref (members[i]), 0, FALSE };

      g_array_append_val (self->members, member);
    }
  ARIADNE_SEARCH (self)->budget = budget;

  return ARIADNE_SEARCH (self);
}

/**
 * ariadne_portfolio_get_n_members:
 * @self: a search
 *
 * Gets how many searches it is made of.
 *
 * Returns: the number of members
 */
guint
ariadne_portfolio_get_n_members (AriadnePortfolio *self)
{
  g_return_val_if_fail (ARIADNE_IS_PORTFOLIO (self), 0);

  return self->members->len;
}

/**
 * ariadne_portfolio_get_member:
 * @self: a search
 * @index: a position, less than the number of members
 *
 * Gets one of the searches it is made of. What it has found tells what its part was,
 * if the portfolio was run in this process.
 *
 * Returns: (transfer none): the member
 */
AriadneSearch *
ariadne_portfolio_get_member (AriadnePortfolio *self,
                              guint             index)
{
  g_return_val_if_fail (ARIADNE_IS_PORTFOLIO (self), NULL);
  g_return_val_if_fail (index < self->members->len, NULL);

  return get_member (self, index)->search;
}

/**
 * ariadne_portfolio_get_budget:
 * @self: a search
 *
 * Gets how many states may be evaluated.
 *
 * Returns: the budget
 */
guint
ariadne_portfolio_get_budget (AriadnePortfolio *self)
{
  g_return_val_if_fail (ARIADNE_IS_PORTFOLIO (self), 0);

  return self->parent_instance.budget;
}

static void
ariadne_portfolio_finalize (GObject *object)
{
  AriadnePortfolio *self = ARIADNE_PORTFOLIO (object);

  ariadne_visited_clear (&self->seen);
  g_array_unref (self->members);
  g_array_unref (self->answers);
  g_ptr_array_unref (self->kept);
  g_array_unref (self->calls);
  g_array_unref (self->called);
  g_array_unref (self->asked);
  g_ptr_array_unref (self->states);

  G_OBJECT_CLASS (ariadne_portfolio_parent_class)->finalize (object);
}

static void
ariadne_portfolio_class_init (AriadnePortfolioClass *klass)
{
  AriadneSearchClass *search_class = ARIADNE_SEARCH_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ariadne_portfolio_finalize;

  search_class->validate = ariadne_portfolio_validate;
  search_class->begin = ariadne_portfolio_begin;
  search_class->next = ariadne_portfolio_next;
  search_class->take = ariadne_portfolio_take;
  search_class->end = ariadne_portfolio_end;
  search_class->follow_path = ariadne_portfolio_follow_path;
}

static void
ariadne_portfolio_init (AriadnePortfolio *self)
{
  self->members = g_array_new (FALSE, FALSE, sizeof (Member));
  g_array_set_clear_func (self->members, member_clear);
  self->answers = g_array_new (FALSE, TRUE, sizeof (const float *));
  self->kept = g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_matrix_unref);
  self->calls = g_array_new (FALSE, FALSE, sizeof (Call));
  self->called = g_array_new (FALSE, FALSE, sizeof (guint));
  self->asked = g_array_new (FALSE, FALSE, sizeof (guint));
  self->states = g_ptr_array_new ();
}
