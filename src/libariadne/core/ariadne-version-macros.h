/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#if !defined(ARIADNE_INSIDE) && !defined(ARIADNE_COMPILATION)
# error "Only <ariadne.h> can be included directly."
#endif

#include <glib.h>

#ifndef _ARIADNE_EXTERN
# define _ARIADNE_EXTERN extern
#endif

/* Marks what the library exports; everything else is hidden. */
#define ARIADNE_AVAILABLE_IN_ALL _ARIADNE_EXTERN
