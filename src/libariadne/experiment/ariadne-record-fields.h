/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "experiment/ariadne-run-record.h"

G_BEGIN_DECLS

/* What a member of a record is, which tells how it is written and read. */
typedef enum {
  ARIADNE_FIELD_TEXT,      /* char * */
  ARIADNE_FIELD_COUNT,     /* guint */
  ARIADNE_FIELD_TOTAL,     /* guint64 */
  ARIADNE_FIELD_NUMBER,    /* double, NaN when not known */
  ARIADNE_FIELD_COUNTS,    /* GArray of guint */
  ARIADNE_FIELD_NUMBERS,   /* GArray of double */
  ARIADNE_FIELD_AGREEMENT, /* AriadneAgreement */
  ARIADNE_FIELD_SEARCHES,  /* GPtrArray of AriadneSearchRecord */
} AriadneFieldKind;

/* A member of a record under the name that it has in files. */
typedef struct
{
  const char       *name;
  AriadneFieldKind  kind;
  gsize             offset;
  gboolean          optional; /* older files do not have it */
} AriadneField;

/* In the order in which they are written; each ends with an empty one. */
extern const AriadneField ariadne_run_fields[];
extern const AriadneField ariadne_search_fields[];

/* The member itself, inside of RECORD. */
#define ariadne_field_member(Type, record, field) \
  ((Type *) G_STRUCT_MEMBER_P ((record), (field)->offset))

G_END_DECLS
