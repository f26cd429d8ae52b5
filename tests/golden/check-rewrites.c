/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the rules make of expressions, in order; neighbours; and sequences of
 * steps.
 */

#include "config.h"

#include "golden-checks.h"
#include "golden-world.h"

#include "expression/ariadne-printer.h"
#include "expression/ariadne-rewriter.h"
#include "expression/ariadne-rule-set.h"

#define EXP_AND_LOG "the last digit of an exponential or a logarithm differs, as it may"
#define BIG_INTEGER "Integers of more than 64 bits are not supported"

/* A rewrite as it is recorded: an object or an array. What the reference failed
 * at is dropped by the library. Either text or hash may be missing.
 */
typedef struct
{
  const char *rule;
  const char *text;
  const char *hash;
  guint       id;
  double      cost;
  gboolean    dropped;
} Expected;

static GArray *
read_objects (JsonArray *rewrites)
{
  GArray *expected = g_array_new (FALSE, FALSE, sizeof (Expected));

  for (guint i = 0; i < json_array_get_length (rewrites); i++)
    {
      JsonObject *object = json_array_get_object_element (rewrites, i);
      Expected rewrite = {
        .rule = golden_string (object, "rule"),
        .text = golden_string (object, "text"),
        .id = golden_uint (object, "node"),
        .cost = golden_double (object, "cost"),
        .dropped = golden_has (object, "error"),
      };

      g_array_append_val (expected, rewrite);
    }

  return expected;
}

/* [rule, node, hash, cost], or [rule, node, null, error]; and their texts. */
static GArray *
read_arrays (JsonArray *rewrites,
             JsonArray *texts)
{
  GArray *expected = g_array_new (FALSE, FALSE, sizeof (Expected));

  for (guint i = 0; i < json_array_get_length (rewrites); i++)
    {
      JsonArray *array = json_array_get_array_element (rewrites, i);
      Expected rewrite = {
        .rule = json_array_get_string_element (array, 0),
        .id = json_array_get_int_element (array, 1),
        .dropped = json_array_get_null_element (array, 2),
      };

      if (!rewrite.dropped)
        {
          rewrite.hash = json_array_get_string_element (array, 2);
          rewrite.cost = json_array_get_double_element (array, 3);
          if (i < json_array_get_length (texts))
            rewrite.text = json_array_get_string_element (texts, i);
        }
      g_array_append_val (expected, rewrite);
    }

  return expected;
}

static gboolean
folds_transcendental (const char *rule)
{
  return g_str_equal (rule, "cprop_exp") || g_str_equal (rule, "cprop_log")
         || g_str_equal (rule, "cfold");
}

static void
expect_result (GoldenCase     *self,
               const Expected *expected,
               const char     *what,
               const char     *text)
{
  gboolean may_differ = folds_transcendental (expected->rule);
  g_autofree char *hash = g_strdup_printf ("%08x", golden_hash (text));

  if (expected->text != NULL && g_strcmp0 (expected->text, text) != 0)
    {
      if (may_differ && golden_nearly_equal (expected->text, text))
        golden_case_skip (self, EXP_AND_LOG);
      else
        golden_case_expect_string (self, what, expected->text, text);
    }
  else if (expected->hash != NULL && g_strcmp0 (expected->hash, hash) != 0)
    {
      if (may_differ && expected->text == NULL)
        golden_case_skip (self, EXP_AND_LOG);
      else
        golden_case_fail (self, "%s: expected hash %s, got %s: %.300s", what, expected->hash,
                          hash, text);
    }
}

static void
expect_rewrite (GoldenCase      *self,
                AriadneRewriter *rewriter,
                guint            index,
                const Expected  *expected)
{
  const AriadneRewrite *actual = &rewriter->rewrites[index];
  g_autoptr (AriadneTree) result = NULL;
  g_autofree char *what = NULL;
  g_autofree char *text = NULL;

  if (g_strcmp0 (actual->rule->name, expected->rule) != 0 || actual->id != expected->id)
    {
      golden_case_fail (self, "rewrite %u: expected %s at %u, got %s at %u", index,
                        expected->rule, expected->id, actual->rule->name, actual->id);
      return;
    }

  what = g_strdup_printf ("rewrite %u (%s at %u)", index, expected->rule, expected->id);
  result = ariadne_rewriter_get_result (rewriter, index);
  text = ariadne_tree_to_string (result);
  expect_result (self, expected, what, text);
  golden_case_expect_double (self, what, expected->cost, actual->part.cost);
  golden_case_expect_uint (self, what, ariadne_tree_get_size (result), actual->size);
}

/* Numbers of rewrites in the recorded list become numbers in ours, which lacks
 * what is dropped.
 */
static guint *
number_kept (GArray *expected)
{
  guint *numbers = g_new (guint, expected->len + 1);
  guint n_kept = 0;

  for (guint i = 0; i < expected->len; i++)
    {
      numbers[i] = n_kept;
      if (!g_array_index (expected, Expected, i).dropped)
        n_kept++;
    }
  numbers[expected->len] = n_kept;

  return numbers;
}

static void
expect_neighbours (GoldenCase      *self,
                   AriadneRewriter *rewriter,
                   const guint     *numbers,
                   guint            n_expected,
                   JsonArray       *neighbours)
{
  guint n = json_array_get_length (neighbours);

  for (guint i = 0; i < MIN (n, rewriter->n_neighbours); i++)
    {
      guint index = json_array_get_int_element (neighbours, i);

      if (index >= n_expected)
        golden_case_fail (self, "there is no rewrite %u for a neighbour", index);
      else
        golden_case_expect_uint (self, "neighbour", numbers[index], rewriter->neighbours[i]);
    }

  golden_case_expect_uint (self, "number of neighbours", n, rewriter->n_neighbours);
}

/* Compares all rewrites of a tree, and its neighbours unless there is no list
 * of them. Returns how many neighbours there are.
 */
static guint
expect_rewrites (GoldenCase         *self,
                 AriadneEnvironment *environment,
                 const char         *rules_name,
                 AriadneTree        *tree,
                 GArray             *expected,
                 JsonArray          *neighbours)
{
  g_autoptr (GError) error = NULL;
  const AriadneRuleSet *rules = ariadne_rule_set_lookup (rules_name, &error);
  g_autoptr (AriadneRewriter) rewriter = NULL;
  g_autofree guint *numbers = number_kept (expected);
  guint n_kept = numbers[expected->len];

  if (rules == NULL)
    {
      golden_case_fail (self, "%s", error->message);
      return 0;
    }

  rewriter = ariadne_rewriter_new (environment, rules);
  ariadne_rewriter_load (rewriter, tree);

  for (guint i = 0; golden_case_is_open (self) && i < expected->len; i++)
    {
      const Expected *rewrite = &g_array_index (expected, Expected, i);

      if (!rewrite->dropped && numbers[i] < rewriter->n_rewrites)
        expect_rewrite (self, rewriter, numbers[i], rewrite);
    }

  if (!golden_case_expect_uint (self, "number of rewrites", n_kept, rewriter->n_rewrites))
    return 0;

  ariadne_rewriter_find_neighbours (rewriter);
  if (neighbours != NULL && golden_case_is_open (self))
    expect_neighbours (self, rewriter, numbers, expected->len, neighbours);

  return rewriter->n_neighbours;
}

void
golden_check_rewrites (GoldenCase *self)
{
  const char *set = golden_string (self->object, "set");
  AriadneEnvironment *environment = golden_world_find_environment (self->world, set, NULL);
  g_autoptr (GArray) expected = read_objects (golden_array (self->object, "rewrites"));
  g_autoptr (AriadneTree) tree = NULL;
  g_autoptr (GError) error = NULL;
  guint n_neighbours;

  tree = golden_world_find_start (self->world, set, golden_string (self->object, "name"), &error);
  if (tree == NULL)
    {
      golden_case_fail_with (self, error);
      return;
    }

  n_neighbours = expect_rewrites (self, environment, golden_string (self->object, "rules"), tree,
                                  expected, NULL);
  if (golden_case_is_open (self))
    golden_case_expect_uint (self, "num_neighbours", golden_uint (self->object, "num_neighbours"),
                             n_neighbours);
}

/* Cases: expressions with their own environments, under several rule sets. */

/* Rewrites by rule set. A folding that overflows is dropped. */
static void
expect_rule_sets (GoldenCase         *self,
                  AriadneEnvironment *environment,
                  AriadneTree        *tree)
{
  JsonObject *rules = golden_object (self->object, "rules");
  g_autoptr (GList) names = json_object_get_members (rules);

  for (GList *name = names; name != NULL && self->complaint == NULL; name = name->next)
    {
      JsonObject *entry = golden_object (rules, name->data);
      g_autoptr (GArray) expected = read_objects (golden_array (entry, "rewrites"));

      for (guint i = 0; i < expected->len; i++)
        {
          Expected *rewrite = &g_array_index (expected, Expected, i);

          if (!rewrite->dropped && golden_has_big_integer (rewrite->text))
            {
              golden_case_skip (self, BIG_INTEGER);
              return;
            }
        }

      expect_rewrites (self, environment, name->data, tree, expected,
                       golden_array (entry, "neighbours"));
      if (self->complaint != NULL)
        g_string_append_printf (self->complaint, " (%s)", (char *) name->data);
    }
}

void
golden_check_case (GoldenCase *self)
{
  const char *text = golden_string (self->object, "text");
  const char *input = golden_string (self->object, "input");
  g_autoptr (AriadneEnvironment) environment = NULL;
  g_autoptr (AriadneTree) tree = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *printed = NULL;

  if (golden_has_big_integer (text))
    {
      golden_case_skip (self, BIG_INTEGER);
      return;
    }

  environment = golden_environment_new (golden_object (self->object, "vars"),
                                        golden_object (self->object, "functions"),
                                        golden_object (self->object, "costs"), &error);
  if (environment != NULL)
    tree = golden_read (environment, input != NULL ? input : text, &error);
  if (tree == NULL)
    {
      golden_case_fail (self, "%s", error->message);
      return;
    }

  printed = ariadne_tree_to_string (tree);
  golden_case_expect_string (self, "text", text, printed);
  golden_expect_measures (self, environment, tree);
  if (golden_has (self->object, "free"))
    golden_expect_free (self, tree);
  if (golden_case_is_open (self))
    expect_rule_sets (self, environment, tree);
}

/* Walks */

void
golden_check_walk_state (GoldenCase *self)
{
  AriadneEnvironment *environment;
  const char *text = golden_string (self->object, "text");
  g_autoptr (GArray) expected = NULL;
  g_autoptr (AriadneTree) tree = NULL;
  g_autoptr (GError) error = NULL;

  golden_world_add_state (self->world, self->file->variant, self->object);

  environment = golden_world_find_environment (self->world, golden_string (self->object, "set"),
                                               &error);
  if (environment == NULL)
    {
      golden_case_fail_with (self, error);
      return;
    }

  tree = golden_read_canonical (self, environment, text);
  if (tree == NULL)
    return;

  expected = read_arrays (golden_array (self->object, "rewrites"),
                          golden_array (self->object, "texts"));
  golden_expect_measures (self, environment, tree);
  if (golden_case_is_open (self))
    expect_rewrites (self, environment, golden_string (self->object, "rules"), tree, expected,
                     golden_array (self->object, "neighbours"));
}

/* The number of a rewrite in our list, which lacks what is dropped. */
static guint
skip_dropped (const GoldenState *state,
              guint              index)
{
  guint n_before = 0;

  while (state != NULL && n_before < state->n_dropped && state->dropped[n_before] < index)
    n_before++;

  return index - n_before;
}

/* Goes the recorded way from the start, without reading any text in between.
 * Sets @all_known to whether all states that it passes through are recorded.
 */
static AriadneTree *
walk (GoldenCase      *self,
      AriadneRewriter *rewriter,
      AriadneTree     *start,
      gboolean        *all_known)
{
  g_autoptr (AriadneTree) tree = ariadne_tree_ref (start);
  JsonArray *steps = golden_array (self->object, "steps");
  gboolean has_folded = FALSE;

  for (guint i = 0; i < json_array_get_length (steps); i++)
    {
      JsonArray *step = json_array_get_array_element (steps, i);
      guint number = json_array_get_int_element (step, 0);
      g_autofree char *text = ariadne_tree_to_string (tree);
      const GoldenState *state;
      AriadneTree *next;
      guint index;

      state = golden_world_find_state (self->world, self->file->variant, self->object, number);
      if (state == NULL)
        *all_known = FALSE;
      else if (state->hash != golden_hash (text) && has_folded)
        golden_case_skip (self, EXP_AND_LOG);
      else if (state->hash != golden_hash (text))
        golden_case_fail (self, "step %u: this is not state %u: %.300s", i, number, text);

      index = skip_dropped (state, json_array_get_int_element (step, 1));
      ariadne_rewriter_load (rewriter, tree);
      if (index >= rewriter->n_rewrites)
        golden_case_fail (self, "step %u: there is no rewrite %u of %u", i, index,
                          rewriter->n_rewrites);
      if (!golden_case_is_open (self))
        return NULL;

      has_folded |= folds_transcendental (rewriter->rewrites[index].rule->name);
      next = ariadne_rewriter_get_result (rewriter, index);
      ariadne_tree_unref (tree);
      tree = next;
    }

  return g_steal_pointer (&tree);
}

static void
expect_end (GoldenCase         *self,
            AriadneEnvironment *environment,
            AriadneTree        *tree)
{
  JsonObject *end = golden_object (self->object, "end");
  const char *expected = golden_string (end, "text");
  g_autofree char *text = ariadne_tree_to_string (tree);

  if (g_strcmp0 (expected, text) != 0 && golden_nearly_equal (expected, text))
    {
      golden_case_skip (self, EXP_AND_LOG);
      return;
    }

  golden_case_expect_string (self, "end", expected, text);
  golden_case_expect_double (self, "cost of the end", golden_double (end, "cost"),
                             golden_cost (environment, tree));
}

void
golden_check_walk (GoldenCase *self)
{
  const char *set = golden_string (self->object, "set");
  AriadneEnvironment *environment = golden_world_find_environment (self->world, set, NULL);
  g_autoptr (GError) error = NULL;
  const AriadneRuleSet *rules;
  g_autoptr (AriadneRewriter) rewriter = NULL;
  g_autoptr (AriadneTree) start = NULL;
  g_autoptr (AriadneTree) end = NULL;
  gboolean all_known = TRUE;

  start = golden_world_find_start (self->world, set, golden_string (self->object, "start"),
                                   &error);
  rules = start != NULL
          ? ariadne_rule_set_lookup (golden_string (self->object, "rules"), &error) : NULL;
  if (rules == NULL)
    {
      golden_case_fail_with (self, error);
      return;
    }

  rewriter = ariadne_rewriter_new (environment, rules);
  end = walk (self, rewriter, start, &all_known);
  if (end != NULL)
    expect_end (self, environment, end);

  if (self->complaint != NULL && !all_known)
    {
      g_string_free (g_steal_pointer (&self->complaint), TRUE);
      golden_case_skip (self, "the states that it passes through are not in the folder");
    }
}

/* Sequences: what the comments of the sets say leads to good programs. A step
 * that does not apply is passed over.
 */

static void
expect_step (GoldenCase         *self,
             AriadneEnvironment *environment,
             AriadneRewriter    *rewriter,
             AriadneTree       **tree,
             JsonArray          *step)
{
  guint id = json_array_get_int_element (step, 0);
  const char *rule = json_array_get_string_element (step, 1);
  gboolean applies = !json_array_get_null_element (step, 2);
  AriadneTree *next;
  g_autofree char *text = NULL;
  g_autofree char *hash = NULL;
  guint index;

  ariadne_rewriter_load (rewriter, *tree);
  if (ariadne_rewriter_find (rewriter, rule, id, &index) != applies)
    golden_case_fail (self, "%s at %u is expected %s", rule, id,
                      applies ? "to apply" : "not to apply");
  if (!applies || !golden_case_is_open (self))
    return;

  next = ariadne_rewriter_get_result (rewriter, index);
  ariadne_tree_unref (*tree);
  *tree = next;

  text = ariadne_tree_to_string (next);
  hash = g_strdup_printf ("%08x", golden_hash (text));
  golden_case_expect_double (self, "cost", json_array_get_double_element (step, 2),
                             golden_cost (environment, next));
  golden_case_expect_string (self, "hash", json_array_get_string_element (step, 3), hash);
}

/* Whether a sequence that was read from a set's comments is the recorded one. */
static gboolean
is_recorded (GoldenCase                 *self,
             const AriadneKnownSequence *sequence)
{
  JsonArray *steps = golden_array (self->object, "steps");

  if (g_strcmp0 (sequence->name, golden_string (self->object, "name")) != 0
      || g_strcmp0 (sequence->rules, golden_string (self->object, "rules")) != 0
      || g_strcmp0 (sequence->source, golden_string (self->object, "source")) != 0
      || sequence->steps->len != json_array_get_length (steps))
    return FALSE;

  for (guint i = 0; i < sequence->steps->len; i++)
    {
      const AriadneKnownStep *step = &g_array_index (sequence->steps, AriadneKnownStep, i);
      JsonArray *recorded = json_array_get_array_element (steps, i);

      if (step->node != (guint) json_array_get_int_element (recorded, 0)
          || g_strcmp0 (step->rule, json_array_get_string_element (recorded, 1)) != 0)
        return FALSE;
    }

  return TRUE;
}

static void
expect_known (GoldenCase           *self,
              AriadneExpressionSet *set)
{
  GPtrArray *sequences = ariadne_expression_set_get_sequences (set);

  for (guint i = 0; i < sequences->len; i++)
    if (is_recorded (self, g_ptr_array_index (sequences, i)))
      return;

  golden_case_fail (self, "the file of the set has no such sequence");
}

void
golden_check_sequence (GoldenCase *self)
{
  const char *set = golden_string (self->object, "set");
  AriadneEnvironment *environment = golden_world_find_environment (self->world, set, NULL);
  JsonArray *steps = golden_array (self->object, "steps");
  g_autoptr (GError) error = NULL;
  const AriadneRuleSet *rules;
  g_autoptr (AriadneRewriter) rewriter = NULL;
  g_autoptr (AriadneTree) tree = NULL;
  g_autofree char *text = NULL;

  tree = golden_world_find_start (self->world, set, golden_string (self->object, "name"), &error);
  rules = tree != NULL
          ? ariadne_rule_set_lookup (golden_string (self->object, "rules"), &error) : NULL;
  if (rules == NULL)
    {
      golden_case_fail_with (self, error);
      return;
    }

  if (golden_world_find_set (self->world, set) != NULL)
    expect_known (self, golden_world_find_set (self->world, set));

  rewriter = ariadne_rewriter_new (environment, rules);
  for (guint i = 0; golden_case_is_open (self) && i < json_array_get_length (steps); i++)
    expect_step (self, environment, rewriter, &tree, json_array_get_array_element (steps, i));

  text = ariadne_tree_to_string (tree);
  golden_case_expect_string (self, "final_text", golden_string (self->object, "final_text"),
                             text);
  golden_case_expect_double (self, "final_cost", golden_double (self->object, "final_cost"),
                             golden_cost (environment, tree));
}
