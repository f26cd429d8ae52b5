/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "core/ariadne-error.h"

#include "sample-report.h"
#include "same-records.h"

/* A record in which no member has the value it begins with. */
static AriadneRunRecord *
full_record_new (void)
{
  AriadneRunRecord *record = sample_record_new ("threads", "4 searchers", 40, 128, 2.1);
  AriadneSearchRecord *search;

  record->searchers = 4;
  record->servers = 3;
  record->deaths = 2;
  record->retries = 5;
  record->device_failures = 6;
  record->device_retries = 7;
  record->rows_on_cpu = 8;
  record->start_s = 0.25;
  record->digest = g_strdup ("00ff");
  record->matches_expected = ARIADNE_AGREEMENT_NO;

  search = ariadne_run_record_add_search (record, "blas/dot");
  search->status = g_strdup ("finished");
  search->visited = 9007199254740993; /* not a double */
  search->frontier = 77;
  search->evaluations = 2000;
  search->budget = 16000;
  search->start_cost = 1e15 + 0.3;
  search->best_cost = 0.1;
  search->best = g_strdup ("(dot \"x\",\n\ty) → λ");
  search->digest = g_strdup ("abcd");

  return record;
}

static void
assert_same_runs (const AriadneRunRecord *a,
                  const AriadneRunRecord *b)
{
  g_assert_cmpstr (a->group, ==, b->group);
  g_assert_cmpstr (a->name, ==, b->name);
  g_assert_cmpstr (a->engine, ==, b->engine);
  g_assert_cmpstr (a->queue, ==, b->queue);
  g_assert_cmpuint (a->searchers, ==, b->searchers);
  g_assert_cmpuint (a->servers, ==, b->servers);
  g_assert_cmpuint (a->deaths, ==, b->deaths);
  g_assert_cmpuint (a->retries, ==, b->retries);
  g_assert_cmpuint (a->device_failures, ==, b->device_failures);
  g_assert_cmpuint (a->device_retries, ==, b->device_retries);
  g_assert_cmpuint (a->rows_on_cpu, ==, b->rows_on_cpu);
  assert_same_number (a->start_s, b->start_s);
  g_assert_cmpstr (a->search, ==, b->search);
  assert_same_number (a->search_time_s, b->search_time_s);
  assert_same_number (a->model_time_s, b->model_time_s);
  assert_same_number (a->fraction_in_model, b->fraction_in_model);
  assert_same_number (a->wall_s, b->wall_s);
  assert_same_number (a->ideal_s, b->ideal_s);
  assert_same_number (a->wall_over_ideal, b->wall_over_ideal);
  g_assert_cmpuint (a->num_batches, ==, b->num_batches);
  g_assert_cmpuint (a->num_elements, ==, b->num_elements);
  assert_same_number (a->size_mean, b->size_mean);
  assert_same_number (a->size_std, b->size_std);
  g_assert_cmpmem (a->batch_sizes->data, a->batch_sizes->len * sizeof (guint),
                   b->batch_sizes->data, b->batch_sizes->len * sizeof (guint));
  g_assert_cmpmem (a->model_times_s->data, a->model_times_s->len * sizeof (double),
                   b->model_times_s->data, b->model_times_s->len * sizeof (double));
  g_assert_cmpmem (a->update_times_s->data, a->update_times_s->len * sizeof (double),
                   b->update_times_s->data, b->update_times_s->len * sizeof (double));
  g_assert_cmpstr (a->digest, ==, b->digest);
  g_assert_cmpint (a->matches_expected, ==, b->matches_expected);
  g_assert_cmpuint (a->searches->len, ==, b->searches->len);
  for (guint i = 0; i < a->searches->len; i++)
    assert_same_search (a->searches->pdata[i], b->searches->pdata[i]);
}

static void
test_json_reads_back_the_same (void)
{
  g_autoptr (AriadneReport) report = sample_report_new ();
  g_autoptr (AriadneReport) copy = NULL;
  g_autoptr (AriadneRunRecord) record = full_record_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;
  g_autofree char *again = NULL;

  ariadne_report_add_run (report, record);
  json = ariadne_report_to_string (report, ARIADNE_REPORT_FORMAT_JSON);
  copy = ariadne_report_new_from_json (json, -1, &error);
  g_assert_no_error (error);

  g_assert_cmpstr (ariadne_report_get_experiment (copy), ==, "8 searches of blas");
  g_assert_cmpuint (ariadne_report_get_n_runs (copy), ==, 1);
  assert_same_runs (ariadne_report_get_run (copy, 0), record);

  again = ariadne_report_to_string (copy, ARIADNE_REPORT_FORMAT_JSON);
  g_assert_cmpstr (again, ==, json);
  g_assert_finalize_object (g_steal_pointer (&copy));
}

static JsonObject *
get_first_run (JsonParser *parser)
{
  JsonObject *root = json_node_get_object (json_parser_get_root (parser));

  return json_array_get_object_element (json_object_get_array_member (root, "runs"), 0);
}

static void
test_json_has_the_members_of_the_schema (void)
{
  static const char * const run_members[] = {
    "group", "name", "engine", "queue", "searchers", "servers", "deaths", "retries",
    "device_failures", "device_retries", "rows_on_cpu", "search", "search_time_s", "model_time_s",
    "fraction_in_model", "start_s", "wall_s", "ideal_s", "wall_over_ideal",
    "num_batches", "num_elements", "size_mean", "size_std", "batch_sizes", "model_times_s",
    "update_times_s", "digest", "matches_expected", "searches"
  };
  static const char * const search_members[] = {
    "name", "status", "visited", "frontier", "evaluations", "budget", "start_cost", "best_cost",
    "best_depth",
    "best", "digest"
  };
  g_autoptr (AriadneReport) report = sample_report_new ();
  g_autoptr (AriadneRunRecord) record = full_record_new ();
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *json = NULL;
  JsonObject *root, *run, *search;

  ariadne_report_add_run (report, record);
  json = ariadne_report_to_string (report, ARIADNE_REPORT_FORMAT_JSON);
  g_assert_true (json_parser_load_from_data (parser, json, -1, NULL));

  root = json_node_get_object (json_parser_get_root (parser));
  g_assert_cmpint (json_object_get_int_member (root, "version"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (
                     json_object_get_object_member (root, "config"), "gnn_budget"), ==, 16000);
  g_assert_true (json_object_has_member (json_object_get_object_member (root, "host"), "cpu"));

  run = get_first_run (parser);
  g_assert_cmpuint (json_object_get_size (run), ==, G_N_ELEMENTS (run_members));
  for (guint i = 0; i < G_N_ELEMENTS (run_members); i++)
    g_assert_true (json_object_has_member (run, run_members[i]));
  g_assert_false (json_object_get_boolean_member (run, "matches_expected"));

  search = json_array_get_object_element (json_object_get_array_member (run, "searches"), 0);
  g_assert_cmpuint (json_object_get_size (search), ==, G_N_ELEMENTS (search_members));
  for (guint i = 0; i < G_N_ELEMENTS (search_members); i++)
    g_assert_true (json_object_has_member (search, search_members[i]));
}

/* Reports from before there were processes and devices say nothing of them. */
static void
test_json_without_processes_is_read (void)
{
  g_autoptr (AriadneReport) report = sample_report_new ();
  g_autoptr (AriadneRunRecord) record = full_record_new ();
  g_autoptr (AriadneReport) older = NULL;
  g_autoptr (GString) json = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  ariadne_report_add_run (report, record);
  text = ariadne_report_to_string (report, ARIADNE_REPORT_FORMAT_JSON);
  json = g_string_new (text);
  g_assert_cmpuint (g_string_replace (json, "\"deaths\":2,", "", 0), ==, 1);
  g_assert_cmpuint (g_string_replace (json, "\"retries\":5,", "", 0), ==, 1);
  g_assert_cmpuint (g_string_replace (json, "\"device_failures\":6,", "", 0), ==, 1);
  g_assert_cmpuint (g_string_replace (json, "\"device_retries\":7,", "", 0), ==, 1);
  g_assert_cmpuint (g_string_replace (json, "\"rows_on_cpu\":8,", "", 0), ==, 1);
  g_assert_cmpuint (g_string_replace (json, "\"start_s\":0.25,", "", 0), ==, 1);
  g_assert_cmpuint (g_string_replace (json, "\"frontier\":77,", "", 0), ==, 1);
  g_assert_cmpuint (g_string_replace (json, "\"budget\":16000,", "", 0), ==, 1);

  older = ariadne_report_new_from_json (json->str, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ariadne_report_get_run (older, 0)->deaths, ==, 0);
  g_assert_cmpuint (ariadne_report_get_run (older, 0)->retries, ==, 0);
  g_assert_cmpuint (ariadne_report_get_run (older, 0)->device_failures, ==, 0);
  g_assert_cmpuint (ariadne_report_get_run (older, 0)->rows_on_cpu, ==, 0);
  g_assert_true (isnan (ariadne_report_get_run (older, 0)->start_s));
  g_assert_cmpuint (ariadne_report_get_run (older, 0)->servers, ==, 3);
}

static void
test_json_has_null_for_what_is_not_finite (void)
{
  g_autoptr (AriadneRunRecord) record = ariadne_run_record_new ("single", "single");
  g_autoptr (AriadneReport) report = NULL;
  g_autoptr (AriadneReport) copy = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;
  GVariantDict config;

  g_variant_dict_init (&config, NULL);
  g_variant_dict_insert (&config, "limit", "d", INFINITY);
  g_variant_dict_insert_value (&config, "limits", g_variant_new_parsed ("[1.5, %d]", -NAN));
  report = ariadne_report_new ("none", g_variant_dict_end (&config), ariadne_host_describe ());

  record->wall_s = INFINITY;
  ariadne_run_record_add_search (record, "one")->best_cost = -INFINITY;
  ariadne_report_add_run (report, record);
  json = ariadne_report_to_string (report, ARIADNE_REPORT_FORMAT_JSON);

  g_assert_true (json_parser_load_from_data (parser, json, -1, &error));
  g_assert_no_error (error);
  g_assert_true (json_object_get_null_member (get_first_run (parser), "wall_s"));
  g_assert_true (json_object_get_null_member (get_first_run (parser), "search_time_s"));
  g_assert_true (json_object_get_null_member (get_first_run (parser), "digest"));
  g_assert_true (json_object_get_null_member (get_first_run (parser), "matches_expected"));
  g_assert_nonnull (strstr (json, "\"limit\":null"));
  g_assert_nonnull (strstr (json, "\"limits\":[1.5,null]"));
  g_assert_null (strstr (json, "inf,"));
  g_assert_null (strstr (json, "nan"));

  copy = ariadne_report_new_from_json (json, -1, &error);
  g_assert_no_error (error);
  g_assert_true (isnan (ariadne_report_get_run (copy, 0)->wall_s));
}

/* Each is a report that is wrong in one way, with what the message must say. */
static void
test_json_that_is_wrong_is_refused (void)
{
  static const struct
  {
    const char *from;
    const char *to;
    const char *message;
  } edits[] = {
    { "\"version\":1", "\"version\":2", "$.version: expected at most 1, found 2" },
    { "\"version\":1,", "", "$: expected a member “version”" },
    { "\"runs\":[", "\"runs\":7,\"rest\":[", "$.runs: expected an array, found a number" },
    { "\"searchers\":4", "\"searchers\":-4", "$.runs[0].searchers: expected a whole number" },
    { "\"searchers\":4", "\"searchers\":4294967296", "$.runs[0].searchers: expected a whole" },
    { "\"searchers\":4", "\"searchers\":4.5", "$.runs[0].searchers: expected a whole number" },
    { "\"digest\":\"00ff\"", "\"digest\":[]", "$.runs[0].digest: expected a string or null" },
    { "\"name\":\"4 searchers\"", "\"name\":null", "$.runs[0].name: expected a string" },
    { "\"model_times_s\":[", "\"model_times_s\":[\"x\",", "$.runs[0].model_times_s[0]: expected" },
    { "\"model_times_s\":[", "\"model_times_s\":[0.5,", "$.runs[0]: expected as many" },
    { "\"best_cost\":", "\"best_cost\":{},\"x\":", "$.runs[0].searches[0].best_cost: expected" },
    { "\"group\":", "\n\"group\" ", "2:" },
    { "\"group\":", "/* \" */ \"group\":", "1:" },
    { "\"group\":", "\"group\":NaN,\"was\":", "1:" },
  };
  g_autoptr (AriadneReport) report = sample_report_new ();
  g_autoptr (AriadneRunRecord) record = full_record_new ();
  g_autofree char *json = NULL;

  ariadne_report_add_run (report, record);
  json = ariadne_report_to_string (report, ARIADNE_REPORT_FORMAT_JSON);

  for (guint i = 0; i < G_N_ELEMENTS (edits); i++)
    {
      const char *place = strstr (json, edits[i].from);
      g_autoptr (GError) error = NULL;
      g_autofree char *wrong = NULL;

      g_assert_nonnull (place);
      wrong = g_strdup_printf ("%.*s%s%s", (int) (place - json), json, edits[i].to,
                               place + strlen (edits[i].from));
      g_assert_null (ariadne_report_new_from_json (wrong, -1, &error));
      g_assert_nonnull (error);
      if (!g_str_has_prefix (error->message, edits[i].message))
        g_error ("“%s” does not begin with “%s”", error->message, edits[i].message);
    }
}

static void
test_json_that_is_cut_is_refused (void)
{
  g_autoptr (AriadneReport) report = sample_report_new ();
  g_autoptr (AriadneRunRecord) record = full_record_new ();
  g_autofree char *json = NULL;
  gsize length;

  ariadne_report_add_run (report, record);
  json = ariadne_report_to_string (report, ARIADNE_REPORT_FORMAT_JSON);

  /* The last bytes are the closing brace and the end of the line. */
  length = strlen (json) - 1;
  for (gsize i = 0; i < length; i += i < 64 || i + 64 > length ? 1 : 37)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (ariadne_report_new_from_json (json, i, &error));
      g_assert_nonnull (error);
    }
}

static void
test_json_of_endless_brackets_is_refused (void)
{
  const gsize length = 1000000;
  g_autofree char *json = g_malloc (length);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;

      memset (json, "[{"[i], length);
      g_assert_null (ariadne_report_new_from_json (json, length, &error));
      g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_LIMIT);
    }
}

static void
test_csv_has_a_line_a_run (void)
{
  g_autoptr (AriadneReport) report = NULL;
  g_autoptr (AriadneRunRecord) first = ariadne_run_record_new ("ray, managed", "say \"hi\"");
  g_autoptr (AriadneRunRecord) second = ariadne_run_record_new ("sync", "two\nlines");
  g_autofree char *csv = NULL;

  report = ariadne_report_new ("blas", g_variant_new_parsed ("@a{sv} {}"),
                               ariadne_host_describe ());
  first->engine = g_strdup ("ray");
  first->matches_expected = ARIADNE_AGREEMENT_YES;
  first->num_batches = 2;
  first->num_elements = 5;
  ariadne_run_record_set_wall (first, 0.1, 0.4);
  ariadne_run_record_add_search (first, "a");
  ariadne_report_add_run (report, first);
  ariadne_report_add_run (report, second);
  csv = ariadne_report_to_string (report, ARIADNE_REPORT_FORMAT_CSV);

  g_assert_cmpstr (csv, ==,
                   "experiment,group,name,engine,queue,searchers,servers,deaths,retries,"
                   "device_failures,device_retries,rows_on_cpu,search,search_time_s,"
                   "model_time_s,fraction_in_model,start_s,wall_s,ideal_s,wall_over_ideal,"
                   "num_batches,num_elements,size_mean,size_std,digest,matches_expected,"
                   "searches\r\n"
                   "blas,\"ray, managed\",\"say \"\"hi\"\"\","
                   "ray,,1,1,0,0,0,0,0,,,,,,0.1,0.4,0.25,2,5,,,,true,1\r\n"
                   "blas,sync,\"two\nlines\",,,1,1,0,0,0,0,0,,,,,,,,,0,0,,,,,0\r\n");
}

static void
assert_lines_fit (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  g_assert_true (g_str_has_suffix (text, "\n"));
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_assert_cmpint (g_utf8_strlen (lines[i], -1), <=, 80);
      g_assert_false (g_str_has_suffix (lines[i], " "));
    }
}

static void
test_run_is_described_with_the_figures (void)
{
  g_autoptr (AriadneRunRecord) record = ariadne_run_record_new ("continuous", "single");
  g_autofree char *text = NULL;

  record->search_time_s = 20.63;
  record->model_time_s = 18.964;
  record->fraction_in_model = 0.91929;
  record->num_batches = 44;
  record->num_elements = 16003;
  record->size_mean = 363.704;
  record->size_std = 268.255;
  ariadne_run_record_set_wall (record, 21.5, 20);
  ariadne_run_record_add_search (record, "a")->status = g_strdup ("finished");
  ariadne_run_record_add_search (record, "b")->status = g_strdup ("cancelled");
  ariadne_run_record_add_search (record, "c")->status = g_strdup ("finished");

  text = ariadne_report_describe_run (record);
  g_assert_nonnull (strstr (text, "continuous: single\n"));
  g_assert_nonnull (strstr (text, "Total search time:       20.63 s"));
  g_assert_nonnull (strstr (text, "Total model time:        18.96 s"));
  g_assert_nonnull (strstr (text, "Fraction in model:       91.93 %"));
  g_assert_nonnull (strstr (text, "num batches:                44\n"));
  g_assert_nonnull (strstr (text, "num elements:            16003\n"));
  g_assert_nonnull (strstr (text, "size mean:              363.70\n"));
  g_assert_nonnull (strstr (text, "size std:               268.25\n"));
  g_assert_nonnull (strstr (text, "Wall ÷ ideal:              1.075"));
  g_assert_nonnull (strstr (text, "Evaluations/s:             744.3\n"));
  g_assert_nonnull (strstr (text, "2 finished, 1 cancelled\n"));
  g_assert_null (strstr (text, "unknown"));
  assert_lines_fit (text);
}

/* A dash alone would not say why there is no ideal. */
static void
test_unknown_ideal_is_explained (void)
{
  g_autoptr (AriadneRunRecord) record = ariadne_run_record_new ("multi-server", "procs-1");
  g_autofree char *text = NULL;

  record->num_elements = 133;
  ariadne_run_record_set_wall (record, 0.1, NAN);

  text = ariadne_report_describe_run (record);
  g_assert_nonnull (strstr (text, "Wall ÷ ideal:                  –\n"));
  g_assert_nonnull (strstr (text, "  Ideal:    unknown: "));
  assert_lines_fit (text);
}

static void
test_table_says_which_digests_differ (void)
{
  g_autoptr (AriadneReport) report = sample_report_new ();
  static const AriadneAgreement agreements[] = {
    ARIADNE_AGREEMENT_UNKNOWN, ARIADNE_AGREEMENT_YES, ARIADNE_AGREEMENT_NO
  };
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (agreements); i++)
    {
      g_autoptr (AriadneRunRecord) record = NULL;

      record = sample_record_new ("multi-server", "a very long name of a configuration",
                                  2000, 128, 1234.5);
      record->matches_expected = agreements[i];
      ariadne_report_add_run (report, record);
    }

  text = ariadne_report_to_string (report, ARIADNE_REPORT_FORMAT_TEXT);
  assert_lines_fit (text);
  lines = g_strsplit (text, "\n", -1);
  g_assert_true (g_str_has_prefix (lines[0], "Group"));
  g_assert_true (g_str_has_suffix (lines[1], " –"));
  g_assert_true (g_str_has_suffix (lines[2], " same"));
  g_assert_true (g_str_has_suffix (lines[3], " differs"));
  g_assert_nonnull (strstr (text, "1 of the 2 digests compared DIFFERS from"));
}

static void
test_one_digest_is_told_as_one (void)
{
  static const struct
  {
    AriadneAgreement agreement;
    const char      *sentence;
  } cases[] = {
    { ARIADNE_AGREEMENT_YES, "\nThe digest compared is as expected.\n" },
    { ARIADNE_AGREEMENT_NO, "\nThe digest compared DIFFERS from the expected one.\n" },
    { ARIADNE_AGREEMENT_UNKNOWN, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (AriadneReport) report = sample_report_new ();
      g_autoptr (AriadneRunRecord) record = sample_record_new ("threads", "one", 2000, 128, 1234.5);
      g_autofree char *text = NULL;

      record->matches_expected = cases[i].agreement;
      ariadne_report_add_run (report, record);
      text = ariadne_report_to_string (report, ARIADNE_REPORT_FORMAT_TEXT);
      if (cases[i].sentence != NULL)
        g_assert_nonnull (strstr (text, cases[i].sentence));
      else
        g_assert_null (strstr (text, "digest compared"));
    }
}

static void
test_host_is_described (void)
{
  g_autoptr (GVariant) host = g_variant_ref_sink (ariadne_host_describe ());
  static const char * const texts[] = { "cpu", "os", "glib", "blas" };
  guint cores;
  gint64 memory;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      const char *text;

      g_assert_true (g_variant_lookup (host, texts[i], "&s", &text));
      g_assert_cmpstr (text, !=, "");
    }
  g_assert_true (g_variant_lookup (host, "cores", "u", &cores));
  g_assert_cmpuint (cores, >=, 1);
  g_assert_true (g_variant_lookup (host, "memory_bytes", "x", &memory));
  g_assert_cmpint (memory, >, 1 << 20);
}

static void
test_stream_that_fails_is_an_error (void)
{
  g_autoptr (AriadneReport) report = sample_report_new ();
  g_autoptr (GOutputStream) stream = NULL;
  g_autoptr (GError) error = NULL;
  char memory[16];

  stream = g_memory_output_stream_new (memory, sizeof memory, NULL, NULL);
  g_assert_false (ariadne_report_write (report, ARIADNE_REPORT_FORMAT_JSON, stream, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Report/json_reads_back_the_same", test_json_reads_back_the_same);
  g_test_add_func ("/Ariadne/Report/json_has_the_members_of_the_schema",
                   test_json_has_the_members_of_the_schema);
  g_test_add_func ("/Ariadne/Report/json_without_processes_is_read",
                   test_json_without_processes_is_read);
  g_test_add_func ("/Ariadne/Report/json_has_null_for_what_is_not_finite",
                   test_json_has_null_for_what_is_not_finite);
  g_test_add_func ("/Ariadne/Report/json_that_is_wrong_is_refused",
                   test_json_that_is_wrong_is_refused);
  g_test_add_func ("/Ariadne/Report/json_that_is_cut_is_refused",
                   test_json_that_is_cut_is_refused);
  g_test_add_func ("/Ariadne/Report/json_of_endless_brackets_is_refused",
                   test_json_of_endless_brackets_is_refused);
  g_test_add_func ("/Ariadne/Report/csv_has_a_line_a_run", test_csv_has_a_line_a_run);
  g_test_add_func ("/Ariadne/Report/run_is_described_with_the_figures",
                   test_run_is_described_with_the_figures);
  g_test_add_func ("/Ariadne/Report/unknown_ideal_is_explained", test_unknown_ideal_is_explained);
  g_test_add_func ("/Ariadne/Report/table_says_which_digests_differ",
                   test_table_says_which_digests_differ);
  g_test_add_func ("/Ariadne/Report/one_digest_is_told_as_one", test_one_digest_is_told_as_one);
  g_test_add_func ("/Ariadne/Report/host_is_described", test_host_is_described);
  g_test_add_func ("/Ariadne/Report/stream_that_fails_is_an_error",
                   test_stream_that_fails_is_an_error);

  return g_test_run ();
}
