/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* A file of expectations, and what came of checking it.
 *
 * A file holds cases, one JSON object a line (or one row of a table in the
 * model's files); a case passes, fails or is skipped. The cases of a file are
 * checked on several threads at a time: a check function sees its own case and
 * the world, which guards itself.
 */

typedef struct _GoldenWorld GoldenWorld;

typedef struct
{
  char        *path;
  char        *name;    /* below the directory: "walks_more.jsonl.gz" */
  char        *variant; /* what follows the kind in the name: "_more" */
  GoldenWorld *world;

  GMutex     lock; /* guards what follows */
  guint      n_passed;
  guint      n_failed;
  guint      n_skipped;
  GPtrArray *complaints; /* of the first cases that failed, by line */
  GHashTable *reasons;   /* why cases were skipped -> how many */
} GoldenFile;

typedef struct
{
  GoldenFile  *file;
  GoldenWorld *world;
  guint        number; /* of the line, from 1; or of the row, from 0 */
  JsonObject  *object; /* the line; NULL for a row */
  const char  *place;  /* what the number counts: "line" or a name */
  GString     *complaint;
  const char  *skipped; /* why, a literal */
} GoldenCase;

typedef void (*GoldenCheck) (GoldenCase *self);

GoldenFile *golden_file_new         (const char  *directory,
                                     const char  *name,
                                     const char  *variant,
                                     GoldenWorld *world);
void        golden_file_free        (GoldenFile  *self);
void        golden_file_check_lines (GoldenFile  *self,
                                     GoldenCheck  check);
void        golden_file_fail        (GoldenFile  *self,
                                     const char  *format,
                                     ...) G_GNUC_PRINTF (2, 3);
void        golden_file_report      (GoldenFile  *self);

/* Calls @function for every line of a file that is a JSON object. */
typedef void (*GoldenLineFunc) (JsonObject *object,
                                gpointer    user_data);

gboolean    golden_file_read_lines  (const char      *path,
                                     GoldenLineFunc   function,
                                     gpointer         user_data,
                                     GError         **error);

/* Cases. The expect functions return whether the expectation was met; only
 * the first complaint of a case is kept.
 */
void     golden_case_begin         (GoldenCase *self,
                                    GoldenFile *file,
                                    const char *place,
                                    guint       number,
                                    JsonObject *object);
void     golden_case_end           (GoldenCase *self);
void     golden_case_skip          (GoldenCase *self,
                                    const char *reason);
void     golden_case_fail          (GoldenCase *self,
                                    const char *format,
                                    ...) G_GNUC_PRINTF (2, 3);
void     golden_case_fail_with     (GoldenCase   *self,
                                    const GError *error);
gboolean golden_case_is_open       (GoldenCase *self);
gboolean golden_case_expect_string (GoldenCase *self,
                                    const char *what,
                                    const char *expected,
                                    const char *actual);
gboolean golden_case_expect_uint   (GoldenCase *self,
                                    const char *what,
                                    guint64     expected,
                                    guint64     actual);
gboolean golden_case_expect_double (GoldenCase *self,
                                    const char *what,
                                    double      expected,
                                    double      actual);
gboolean golden_case_expect_near   (GoldenCase *self,
                                    const char *what,
                                    double      expected,
                                    double      actual,
                                    double      tolerance);

/* Members of an object that may be absent or null: then NULL, 0, false or an
 * empty array.
 */
const char *golden_string (JsonObject *object,
                           const char *member);
JsonArray  *golden_array  (JsonObject *object,
                           const char *member);
JsonObject *golden_object (JsonObject *object,
                           const char *member);
guint       golden_uint   (JsonObject *object,
                           const char *member);
double      golden_double (JsonObject *object,
                           const char *member);
gboolean    golden_bool   (JsonObject *object,
                           const char *member);
gboolean    golden_has    (JsonObject *object,
                           const char *member);

/* The hash by which the files name texts. */
guint32     golden_hash   (const char *text);

G_END_DECLS
