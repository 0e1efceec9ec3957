/** Candidates for a user's next objects and groups: cheap sources over one bounded log, and a model that says how probable it is that each is used. */
package io.foreshard.candidate;
