/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "core/ariadne-json.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/ariadne-error.h"

/* json-glib parses arrays and objects by recursion, so that brackets without
 * end would overflow the stack. What Ariadne writes is far below this.
 */
#define MAXIMUM_DEPTH 32

/* Checks what the parser does not: the depth, and that there is nothing outside
 * of strings that JSON does not have, such as comments.
 */
static gboolean
check_text (const char  *text,
            gsize        length,
            guint        line,
            GError     **error)
{
  gboolean in_string = FALSE;
  gsize line_start = 0;
  guint depth = 0;

  for (gsize i = 0; i < length; i++)
    {
      guint column = i - line_start + 1;
      char c = text[i];

      if (c == '\n')
        {
          line++;
          line_start = i + 1;
        }

      if (in_string && c == '\\')
        i++;
      else if (c == '"')
        in_string = !in_string;
      else if (in_string)
        continue;
      else if (c == '[' || c == '{')
        depth++;
      else if (c == ']' || c == '}')
        depth -= depth > 0;
      else if (c == '\0' || (!g_ascii_isalnum (c) && strchr (" \t\r\n,:+-.", c) == NULL))
        {
          g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE,
                       "%u:%u: expected JSON, found byte 0x%02x", line, column, (guchar) c);
          return FALSE;
        }

      if (depth > MAXIMUM_DEPTH)
        {
          g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_LIMIT,
                       "%u:%u: expected at most %u levels of brackets",
                       line, column, MAXIMUM_DEPTH);
          return FALSE;
        }
    }

  return TRUE;
}

/* The parser's message begins with a place in "<data>", whose lines we count
 * from elsewhere. What it says next is about its own tokens, and often wrong
 * about which one was expected.
 */
static void
set_parser_error (const GError  *parser_error,
                  guint          line,
                  GError       **error)
{
  guint parser_line = 1;
  guint column = 1;

  sscanf (parser_error->message, "<data>:%u:%u", &parser_line, &column);
  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE,
               "%u:%u: expected well-formed JSON", line + parser_line - 1, column);
}

/*
 * _ariadne_json_parse:
 * @text: what claims to be JSON; need not be zero-terminated
 * @length: its length in bytes
 * @line: the number of its first line, for messages
 * @error: return location for an error
 *
 * Parses a JSON value. Messages begin with line and column.
 *
 * Returns: (transfer full) (nullable): the value
 */
JsonNode *
_ariadne_json_parse (const char  *text,
                     gsize        length,
                     guint        line,
                     GError     **error)
{
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (GError) parser_error = NULL;
  JsonNode *root;

  if (!check_text (text, length, line, error))
    return NULL;

  parser = json_parser_new_immutable ();
  if (!json_parser_load_from_data (parser, text, length, &parser_error))
    {
      set_parser_error (parser_error, line, error);
      return NULL;
    }

  root = json_parser_steal_root (parser);
  if (root == NULL)
    g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE,
                 "%u:1: expected JSON, found nothing", line);

  return root;
}

/*
 * _ariadne_json_print:
 * @node: a value
 *
 * Writes a value on one line, without the end of the line.
 *
 * Returns: (transfer full): the text
 */
char *
_ariadne_json_print (JsonNode *node)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();

  json_generator_set_root (generator, node);

  return json_generator_to_data (generator, NULL);
}

/*
 * _ariadne_json_from_number:
 * @number: a number
 *
 * Makes a value of a number; JSON has no word for one that is not finite, which
 * becomes null.
 *
 * Returns: (transfer full): a value
 */
JsonNode *
_ariadne_json_from_number (double number)
{
  JsonNode *node = json_node_alloc ();

  return isfinite (number) ? json_node_init_double (node, number) : json_node_init_null (node);
}

/*
 * _ariadne_json_from_text:
 * @text: (nullable): a text
 *
 * Makes a value of a text; %NULL becomes null.
 *
 * Returns: (transfer full): a value
 */
JsonNode *
_ariadne_json_from_text (const char *text)
{
  JsonNode *node = json_node_alloc ();

  return text != NULL ? json_node_init_string (node, text) : json_node_init_null (node);
}

static JsonNode *
without_non_finite (JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObject *object = json_node_get_object (node);
      g_autoptr (GList) names = json_object_get_members (object);

      for (GList *l = names; l != NULL; l = l->next)
        json_object_set_member (object, l->data,
                                without_non_finite (json_object_dup_member (object, l->data)));
    }
  else if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_array_new ();

      for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
        json_array_add_element (array, without_non_finite (
                                         json_array_dup_element (json_node_get_array (node), i)));
      json_node_take_array (node, array);
    }
  else if (json_node_get_value_type (node) == G_TYPE_DOUBLE
           && !isfinite (json_node_get_double (node)))
    json_node_init_null (node);

  return node;
}

/*
 * _ariadne_json_from_variant:
 * @variant: a value
 *
 * Makes a value of any #GVariant.
 *
 * Returns: (transfer full): a value
 */
JsonNode *
_ariadne_json_from_variant (GVariant *variant)
{
  return without_non_finite (json_gvariant_serialize (variant));
}

static const char *
describe_node (JsonNode *node)
{
  switch (json_node_get_node_type (node))
    {
    case JSON_NODE_OBJECT:
      return "an object";
    case JSON_NODE_ARRAY:
      return "an array";
    case JSON_NODE_NULL:
      return "null";
    case JSON_NODE_VALUE:
    default:
      break;
    }

  switch (json_node_get_value_type (node))
    {
    case G_TYPE_STRING:
      return "a string";
    case G_TYPE_BOOLEAN:
      return "a boolean";
    default:
      return "a number";
    }
}

/*
 * _ariadne_json_expected:
 * @node: what was found
 * @what: what was expected
 * @error: return location for an error
 *
 * Complains about a value.
 */
void
_ariadne_json_expected (JsonNode    *node,
                        const char  *what,
                        GError     **error)
{
  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE,
               ": expected %s, found %s", what, describe_node (node));
}

/*
 * _ariadne_json_get_member:
 * @node: what should be an object
 * @name: the name of a member
 * @error: return location for an error
 *
 * Gets a member that must be there.
 *
 * Returns: (transfer none) (nullable): the member
 */
JsonNode *
_ariadne_json_get_member (JsonNode    *node,
                          const char  *name,
                          GError     **error)
{
  JsonNode *member;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      _ariadne_json_expected (node, "an object", error);
      return NULL;
    }

  member = json_object_get_member (json_node_get_object (node), name);
  if (member == NULL)
    g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE,
                 ": expected a member “%s”", name);

  return member;
}

/*
 * _ariadne_json_to_total:
 * @node: a value
 * @maximum: the most that is accepted
 * @total: (out): the number
 * @error: return location for an error
 *
 * Reads a whole number that is not negative.
 *
 * Returns: whether @node is one
 */
gboolean
_ariadne_json_to_total (JsonNode  *node,
                        guint64    maximum,
                        guint64   *total,
                        GError   **error)
{
  if (json_node_get_value_type (node) != G_TYPE_INT64
      || json_node_get_int (node) < 0
      || (guint64) json_node_get_int (node) > maximum)
    {
      g_autofree char *what = NULL;

      what = g_strdup_printf ("a whole number up to %" G_GUINT64_FORMAT, maximum);
      _ariadne_json_expected (node, what, error);
      return FALSE;
    }

  *total = json_node_get_int (node);

  return TRUE;
}

/*
 * _ariadne_json_to_number:
 * @node: a value
 * @number: (out): the number; NaN for null
 * @error: return location for an error
 *
 * Reads a number that may be unknown.
 *
 * Returns: whether @node is one
 */
gboolean
_ariadne_json_to_number (JsonNode  *node,
                         double    *number,
                         GError   **error)
{
  if (JSON_NODE_HOLDS_NULL (node))
    *number = NAN;
  else if (json_node_get_value_type (node) == G_TYPE_DOUBLE
           || json_node_get_value_type (node) == G_TYPE_INT64)
    *number = json_node_get_double (node);
  else
    {
      _ariadne_json_expected (node, "a number or null", error);
      return FALSE;
    }

  return TRUE;
}

/*
 * _ariadne_json_to_text:
 * @node: a value
 * @text: (out) (nullable): a copy of the text; %NULL for null
 * @error: return location for an error
 *
 * Reads a text that may be unknown.
 *
 * Returns: whether @node is one
 */
gboolean
_ariadne_json_to_text (JsonNode  *node,
                       char     **text,
                       GError   **error)
{
  if (!JSON_NODE_HOLDS_NULL (node) && json_node_get_value_type (node) != G_TYPE_STRING)
    {
      _ariadne_json_expected (node, "a string or null", error);
      return FALSE;
    }

  *text = json_node_dup_string (node);

  return TRUE;
}

/*
 * _ariadne_json_to_variant:
 * @node: a value
 * @error: return location for an error
 *
 * Reads an object of anything.
 *
 * Returns: (transfer floating) (nullable): a dictionary from texts to variants
 */
GVariant *
_ariadne_json_to_variant (JsonNode  *node,
                          GError   **error)
{
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      _ariadne_json_expected (node, "an object", error);
      return NULL;
    }

  return json_gvariant_deserialize (node, "a{sv}", error);
}
