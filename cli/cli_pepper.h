/*
 * cli_pepper: which pepper a run uses.
 */
#ifndef CLI_PEPPER_H
#define CLI_PEPPER_H

#include "cli.h"
#include "pepper.h"

/* Has s use that of --pepper, else of the store's path and ".pepper", if s was erased from, and tells if
 * others may read it.  *out: to be freed once s is closed; NULL: there was no need.  PEPPER-... */
enum status cli_pepper(struct cli *cli, struct store *s, struct pepper **out, struct err *err);

/* With --pseudonyms, has s read so: with the pepper as above, which is made if there is none and s was never
 * erased from.  USAGE-VALUE: no item has a type that it names; PEPPER-..., STORE-OLDER. */
enum status cli_pseudonyms(struct cli *cli, struct store *s, struct pepper **out, struct err *err);

/* As cli_pepper(), for who erases: with a pepper that is made, *made, if there is none and s was never erased
 * from. */
enum status cli_pepper_make(struct cli *cli, struct store *s, struct pepper **out, bool *made,
                            struct err *err);
void cli_pepper_unmake(const struct pepper *p); /* removes the file, which nothing needs yet */

#endif
