# SPDX-License-Identifier: LGPL-2.1-or-later
"""The Ray side of Ariadne: places processes, starts them again, and finds nodes.

It holds no policy: the engine in C says what is to run, and searches and answers
go from process to process over sockets of their own.
"""
