/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "search/ariadne-search.h"

G_BEGIN_DECLS

/* A state has a number of 32 bits, and a request adds what it likes to the
 * budget.
 */
#define ARIADNE_SEARCH_MAX_BUDGET   1000000000
#define ARIADNE_SEARCH_MAX_DEPTH    1000000
#define ARIADNE_SEARCH_MAX_ROLLOUTS 1000000
#define ARIADNE_SEARCH_MAX_WINDOW   1000

/* A search is a machine with two handles. Whoever drives it calls `next` until
 * it has nothing more to ask, and `take` with each answer:
 *
 *              next                      take
 *     READY ----------> CALL ----------> (next again)
 *                  |--> AGAIN            (next again)
 *                  |--> WAIT   nothing to do until an answer is taken
 *                  |--> END    the status says how it ended
 *                  '--> FAIL   the error says why
 *
 * The synchronous driver answers each request on the spot, the asynchronous
 * one keeps as many in flight as the machine asks for. The machine itself is
 * the same, hence so is what it finds, as long as it does not care in which
 * order answers come. A step does not take long, so that whoever waits for the
 * search to stop, or to tell how far it is, need not wait for more: a machine that
 * has much to do until its next request does it in parts.
 */
typedef enum {
  ARIADNE_STEP_CALL,  /* a request is to be evaluated */
  ARIADNE_STEP_AGAIN, /* something was done, and nothing is to be evaluated */
  ARIADNE_STEP_WAIT,  /* answers must be taken before anything else can happen */
  ARIADNE_STEP_END,   /* the search is over */
  ARIADNE_STEP_FAIL,  /* a state could not be expanded; the error is set */
} AriadneStep;

/* States to evaluate. Valid until the machine is touched again. */
typedef struct
{
  AriadneState * const *states;
  guint                 n_states; /* may be 0; is then answered with no rows */
  guint                 ticket;   /* by which `take` knows the request */
  gboolean              waits;    /* the next step would be WAIT */
} AriadneRequest;

#define ARIADNE_SEARCH_CLASS(klass) \
  (G_TYPE_CHECK_CLASS_CAST ((klass), ARIADNE_TYPE_SEARCH, AriadneSearchClass))
#define ARIADNE_SEARCH_GET_CLASS(obj) \
  (G_TYPE_INSTANCE_GET_CLASS ((obj), ARIADNE_TYPE_SEARCH, AriadneSearchClass))

/* @validate: checks the parameters; @n_heads is 0 if it is not known yet
 * @begin: makes ready for the first step
 * @next: does what can be done until the next request; not called once the status
 *   says that the search has ended
 * @take: takes the answer to a request, one row a state; on failure the search
 *   is over
 * @end: frees what is needed only while running and completes @visited; called
 *   once, however the search ended
 * @follow_path: tells the way to the best so far; absent if parents tell it
 */
struct _AriadneSearchClass
{
  GObjectClass parent_class;

  gboolean    (*validate) (AriadneSearch   *self,
                           guint            n_heads,
                           GError         **error);
  void        (*begin)    (AriadneSearch   *self);
  AriadneStep (*next)     (AriadneSearch   *self,
                           AriadneRequest  *request,
                           GError         **error);
  gboolean    (*take)     (AriadneSearch   *self,
                           guint            ticket,
                           AriadneMatrix   *answers,
                           GError         **error);
  void        (*end)      (AriadneSearch   *self);
  GPtrArray  *(*follow_path) (AriadneSearch *self);
};

/* Called after each step of a search, on the thread that runs it. */
typedef void (*AriadneSearchWatchFunc) (AriadneSearch *self,
                                        gpointer       user_data);

struct _AriadneSearch
{
  GObject parent_instance;

  /* Set before the search is run, only read afterwards: */
  AriadneDomain *domain;
  AriadneState  *start;
  char          *name;
  guint64        budget;      /* 0 if not limited */
  guint          max_visited; /* 0 if not limited */
  guint          as_prototype : 1;
  guint          recording : 1;
  guint          encoding : 1;
  AriadneSearchWatchFunc watch; /* nullable */
  gpointer               watch_data;

  /* Belong to the thread that runs the search until it has ended: */
  AriadneSearchStatus  status;
  guint                n_heads;     /* 0 until it is known */
  guint64              n_sent;      /* states sent for evaluation */
  guint                n_in_flight; /* requests under evaluation */
  guint64              n_evaluations;
  guint                n_visited;
  guint                n_expanded;
  guint                n_frontier;
  double               start_cost;
  double               best_cost;
  guint                best_depth;  /* steps from the start to the best */
  guint                best_number; /* the position of the best among the visited */
  AriadneState        *best;        /* owned; the first of least cost */
  GPtrArray           *visited;     /* of AriadneState, in order of discovery */
  guint32             *parents;     /* positions, one a state found; the start's is its own */
  guint                n_parents;   /* for which there is room */
  GPtrArray           *path;        /* of AriadneState, if parents do not tell it; else NULL */
  GPtrArray           *neighbours;  /* of AriadneState; scratch of one expansion */
  GArray              *expanded;    /* of guint; NULL unless recording, as are the next two */
  GArray              *requests;    /* of guint */
  GArray              *priorities;  /* of double, NaN where there is none */
  char                *digest;      /* of a search that was run elsewhere, else NULL */

  /* Protected by the lock: */
  GMutex                lock;
  AriadneSearchProgress progress;
  gboolean              busy; /* all that belongs to the thread that runs it does */
};

G_GNUC_INTERNAL
void     ariadne_search_set_watch        (AriadneSearch          *self,
                                          AriadneSearchWatchFunc  func,
                                          gpointer                user_data);
G_GNUC_INTERNAL
AriadneStep ariadne_search_end_as        (AriadneSearch       *self,
                                          AriadneSearchStatus  status);
G_GNUC_INTERNAL
gboolean ariadne_search_expand           (AriadneSearch *self,
                                          AriadneState  *state,
                                          GError       **error);
G_GNUC_INTERNAL
void     ariadne_search_note_found       (AriadneSearch *self,
                                          AriadneState  *state,
                                          double         cost,
                                          guint          depth,
                                          guint          parent);
G_GNUC_INTERNAL
void     ariadne_search_forget_found     (AriadneSearch *self);
G_GNUC_INTERNAL
void     ariadne_search_note_expansion   (AriadneSearch *self,
                                          guint          state);
G_GNUC_INTERNAL
void     ariadne_search_note_priority    (AriadneSearch *self,
                                          guint          state,
                                          double         priority);
G_GNUC_INTERNAL
gboolean ariadne_search_check_parameter  (AriadneSearch *self,
                                          const char    *parameter,
                                          guint          value,
                                          guint          max,
                                          GError       **error);
G_GNUC_INTERNAL
gboolean ariadne_search_check_heads      (AriadneSearch *self,
                                          guint          depth,
                                          guint          n_needed,
                                          guint          n_heads,
                                          GError       **error);
G_GNUC_INTERNAL
gboolean ariadne_search_check_prediction (AriadneSearch *self,
                                          double         cost,
                                          double         gain,
                                          GError       **error);
G_GNUC_INTERNAL
GPtrArray *ariadne_search_follow_path    (AriadneSearch *self);
G_GNUC_INTERNAL
guint    ariadne_search_count_steps      (AriadneSearch *self,
                                          guint          number);

G_GNUC_INTERNAL
gboolean    ariadne_search_check_ready  (AriadneSearch   *self,
                                         GError         **error);
G_GNUC_INTERNAL
gboolean    ariadne_search_begin        (AriadneSearch   *self,
                                         guint            n_heads,
                                         GError         **error);
G_GNUC_INTERNAL
AriadneStep ariadne_search_next         (AriadneSearch   *self,
                                         AriadneRequest  *request,
                                         GError         **error);
G_GNUC_INTERNAL
gboolean    ariadne_search_take         (AriadneSearch   *self,
                                         guint            ticket,
                                         AriadneMatrix   *answers,
                                         GError         **error);
G_GNUC_INTERNAL
void        ariadne_search_end          (AriadneSearch   *self,
                                         const GError    *error);

G_END_DECLS
