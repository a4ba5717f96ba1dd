/*
 * report_checks: what a reader could otherwise take for granted: gaps, absences, conflicts, assumed
 * zones.  Private to renderer/report*.c.
 *
 * Works from the facts alone, but for what adds events.  The values live in the page's arena.
 */
#ifndef REPORT_CHECKS_H
#define REPORT_CHECKS_H

#include "report_page.h"

struct csv_file;

/* Adds "checks" [{flag, href, text, rest}] and "calm" [text]. */
void add_checks(struct page *p, struct value_builder *b);

/* Adds "gaps" {rows}: of all sources together, then of each; and what they come to, as add_checks(). */
void add_gaps(struct page *p);

/* csv/gaps.csv: all of them, without a source those of all together, and the silent days of each source. */
enum status gaps_csv(struct run *run, struct err *err);

/* Adds "overlaps" {rows}: of each dump with those of its source that begin before it, and writes all to
 * csv/overlaps.csv.  With a filter, of dumps that are shown, and how many others there are. */
enum status add_overlaps(struct page *p, struct err *err);

/* Adds "coverage", "months" and "silent", and what tells of them. */
void add_coverage(struct page *p);

/* {rows}: the n newest failures and denials, brief; p is used while it is rendered. */
struct value failures_value(struct page *p, uint64_t n);

/* Adds "conflicts" {rows: one for each version that does not count}, and writes all versions to csv.  With a
 * filter, of those that pass it, and how many others there are. */
enum status add_conflicts(struct page *p, struct csv_file *csv, struct err *err);

/* The days of a source that are covered and have no event, runs of them as "from to"; *count: how many. */
struct value checks_silent(const struct page *p, size_t source, uint64_t *count);

#endif
