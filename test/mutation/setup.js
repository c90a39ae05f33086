// A mutant is dead at the first example: nobody reads the smallest one.
require('fast-check').configureGlobal({ endOnFailure: true });
