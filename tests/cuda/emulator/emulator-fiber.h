/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <stddef.h>

/* A stack that can be left and come back to. A fiber starts anew whenever it is
 * prepared; its function must not return.
 */
typedef struct
{
  void  *context; /* where it was left */
  void  *stack;
  size_t stack_size;
  void  *fake_stack; /* the address sanitizer's */
} EmulatorFiber;

void emulator_fiber_init    (EmulatorFiber  *self);
void emulator_fiber_prepare (EmulatorFiber  *self,
                             void          (*func) (void));

/* Leaves one for another. Of an @ending one nothing is kept. */
void emulator_fiber_switch  (EmulatorFiber  *from,
                             EmulatorFiber  *to,
                             bool            ending);

/* To be called first thing in the function of a fiber. */
void emulator_fiber_arrive  (EmulatorFiber  *self);
