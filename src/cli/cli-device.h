/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <ariadne.h>

G_BEGIN_DECLS

char *cli_device_describe       (AriadneModel *model) G_GNUC_WARN_UNUSED_RESULT;
char *cli_device_describe_error (AriadneModel *model) G_GNUC_WARN_UNUSED_RESULT;
AriadneModel *cli_device_rehearse (const char                  *spec,
                                   AriadneDomain               *domain,
                                   const AriadneDeviceOptions  *options,
                                   GError                     **error) G_GNUC_WARN_UNUSED_RESULT;
guint cli_device_count_gpus     (void);
void  cli_device_list           (gboolean      json);

G_END_DECLS
