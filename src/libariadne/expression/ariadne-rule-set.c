/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <string.h>

#include "core/ariadne-error.h"
#include "expression/ariadne-rule-set.h"

/* clang-format off */

/* The words of a list are rules, or lists by their names here: an upper case word
 * names a list that is not a rule set of its own.
 */
static const struct
{
  const char *name;
  const char *words;
} lists[] = {
  { "SHARED",
    "add_zero mul_zero mul_one sub_zero div_one add_neg_to_sub commute_mul commute_add "
    "sub_self assoc_add_add assoc_sub_add assoc_add_sub assoc_sub_sub sub_sub_to_sub_add "
    "assoc_mul_mul mul_by_add mul_by_sub add_of_muls sub_of_muls" },

  { "DIVISION",
    "assoc_div_mul assoc_mul_div div_by_div add_of_divs sub_of_divs assoc_div_div div_of_div "
    "div_by_mul" },

  { "VECTOR_AND_TUPLE",
    "size_of_build index_of_build select_of_tuple mk_sumbuild sumbuild_other_deltavec "
    "sumbuild_of_deltavec sumbuild_of_tuple add_tuples mul_tuple_scalar sumbuild_invariant "
    "sumbuild_of_zero_vec sum_of_deltavecs sumbuild_of_sum sumbuild_of_build" },

  { "simplify_rules",
    "SHARED DIVISION cprop_add cprop_sub cprop_mul cprop_div inline_let delete_let div_by_self" },

  { "binding_rules", "new_bind lift_bind cse_bind inline_let delete_let let_recover" },

  { "binding_simplify_rules", "simplify_rules new_bind lift_bind cse_bind let_recover" },

  { "if_rules",
    "if_true if_false if_return_p if_both_same eq_self cprop_eq cprop_gt cprop_gteq lift_if" },

  { "log_exp_rules",
    "log_of_exp exp_of_log cprop_log cprop_exp exp_of_add mul_of_exps log_of_mul add_of_logs" },

  { "ml_rules",
    "simplify_rules new_bind lift_bind cse_bind let_recover VECTOR_AND_TUPLE if_rules "
    "inline_call" },

  { "ml_rules_no_bind", "simplify_rules VECTOR_AND_TUPLE if_rules inline_call" },

  { "build_simplify_rules", "VECTOR_AND_TUPLE simplify_rules inline_call" },

  { "vector_tuple_rules", "VECTOR_AND_TUPLE inline_let inline_call delete_let" },

  { "monomorphic_rules", "SHARED$i SHARED$f DIVISION$f cfold" },
};

/* clang-format on */

#define SOUND_SUFFIX "+sound"

static AriadneRuleSet sets[G_N_ELEMENTS (lists)];
static AriadneRuleSet sound_sets[G_N_ELEMENTS (lists)]; /* the same, in this order */
static const char    *names[G_N_ELEMENTS (lists) + 1];
static const char    *all_names[2 * G_N_ELEMENTS (lists) + 1];
static guint          n_sets;

static const char *
find_list (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    if (strcmp (lists[i].name, name) == 0)
      return lists[i].words;

  return NULL;
}

/* Appends the rules of a list. A suffix of a list is one of all its words. */
static void
expand_list (GPtrArray  *rules,
             const char *list,
             const char *suffix)
{
  g_auto (GStrv) words = g_strsplit (list, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_auto (GStrv)   parts = g_strsplit (words[i], "$", 2);
      const char      *inner = find_list (parts[0]);
      g_autofree char *name = g_strconcat (words[i], suffix, NULL);
      const AriadneRule *rule;

      if (inner != NULL)
        {
          expand_list (rules, inner, words[i] + strlen (parts[0]));
          continue;
        }

      rule = ariadne_rule_lookup (name);
      g_assert (rule != NULL);
      g_ptr_array_add (rules, (gpointer) rule);
    }
}

static const AriadneRule **
select_by_kind (GPtrArray *rules,
                guint      kind)
{
  GPtrArray *selected = g_ptr_array_new ();

  for (guint i = 0; i < rules->len; i++)
    {
      const AriadneRule *rule = g_ptr_array_index (rules, i);

      if ((rule->kinds >> kind & 1) != 0)
        g_ptr_array_add (selected, (gpointer) rule);
    }

  g_ptr_array_add (selected, NULL);

  return (const AriadneRule **) g_ptr_array_free (selected, FALSE);
}

static void
make_set (const char *name,
          const char *list)
{
  AriadneRuleSet *set = &sets[n_sets];
  GPtrArray      *rules = g_ptr_array_new ();

  expand_list (rules, list, "");

  set->name = name;
  set->n_rules = rules->len;
  for (guint kind = 0; kind < ARIADNE_N_KINDS; kind++)
    set->by_kind[kind] = select_by_kind (rules, kind);
  set->rules = (const AriadneRule **) g_ptr_array_free (rules, FALSE);

  sound_sets[n_sets] = *set;
  sound_sets[n_sets].name = g_strconcat (name, SOUND_SUFFIX, NULL);
  sound_sets[n_sets].is_sound = TRUE;

  names[n_sets++] = name;
}

static void
make_sets (void)
{
  static gsize initialized;

  if (!g_once_init_enter (&initialized))
    return;

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    if (g_ascii_islower (lists[i].name[0]))
      make_set (lists[i].name, lists[i].words);

  for (guint i = 0; i < n_sets; i++)
    {
      all_names[i] = sets[i].name;
      all_names[n_sets + i] = sound_sets[i].name;
    }

  g_once_init_leave (&initialized, 1);
}

/**
 * ariadne_rule_set_get_names: (skip)
 *
 * Gets the names of all rule sets. May be called on any thread.
 *
 * Returns: (array zero-terminated=1): the names
 */
const char * const *
ariadne_rule_set_get_names (void)
{
  make_sets ();

  return names;
}

/**
 * ariadne_rule_set_get_all_names: (skip)
 *
 * Gets the names of all rule sets, and then those of their sound variants. May be called
 * on any thread.
 *
 * Returns: (array zero-terminated=1): the names
 */
const char * const *
ariadne_rule_set_get_all_names (void)
{
  make_sets ();

  return all_names;
}

/**
 * ariadne_rule_set_get_sound: (skip)
 * @self: a rule set
 *
 * Gets the set of the same rules, in the same order, that refuses applications which
 * capture. May be called on any thread.
 *
 * Returns: that set; @self if it is one
 */
const AriadneRuleSet *
ariadne_rule_set_get_sound (const AriadneRuleSet *self)
{
  return self->is_sound ? self : &sound_sets[self - sets];
}

/**
 * ariadne_rule_set_get_plain: (skip)
 * @self: a rule set
 *
 * Gets the set of the same rules, in the same order, that refuses nothing. What the
 * sound one does, this one does as well, with the same results. May be called on any
 * thread.
 *
 * Returns: that set; @self if it is one
 */
const AriadneRuleSet *
ariadne_rule_set_get_plain (const AriadneRuleSet *self)
{
  return self->is_sound ? &sets[self - sound_sets] : self;
}

/**
 * ariadne_rule_set_lookup: (skip)
 * @name: a name
 * @error: return location for an error
 *
 * Finds a rule set, or the sound variant of one. May be called on any thread.
 *
 * Returns: the rule set, %NULL if there is none of that name
 */
const AriadneRuleSet *
ariadne_rule_set_lookup (const char  *name,
                         GError     **error)
{
  g_autofree char *known = NULL;

  make_sets ();

  for (guint i = 0; i < n_sets; i++)
    {
      if (strcmp (sets[i].name, name) == 0)
        return &sets[i];
      if (strcmp (sound_sets[i].name, name) == 0)
        return &sound_sets[i];
    }

  known = g_strjoinv (", ", (char **) names);
  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_NOT_FOUND,
               "There is no rule set “%s”; there are %s, and the same with “" SOUND_SUFFIX
               "” behind", name, known);

  return NULL;
}
