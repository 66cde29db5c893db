"""Many runs, one a point of the axes that a table ``[sweep]`` gives, finished whatever dies.

=============  ====================================================================================
values         lists, ranges and random numbers along an axis
axes           what ``[sweep]`` says: grid, zip, random and list, and the points that they give
plan           all points of a sweep, checked, each named by the hash of its configuration
ledger         the folder of a sweep: what is planned, and one small file for every point done
listed         points given one by one
changes        what makes a sweep another one: its configuration, or the code
costs          what it will cost
measure        the numbers kept of a point
play           plays points and writes their records: what every executor calls
engine         hands points to an executor, and again those whose process died
executors      serial, processes, Dask, MPI, submitit, any of `concurrent.futures`
worker         the processes of the executor "processes": started afresh, never forked
table          what came of a sweep as columns; csv, parquet, netCDF
labelled       the like with names on the dimensions
status         how far it is
reporter       progress: a table on a terminal, a line a minute elsewhere
begin          from what describes a sweep to its folder, and from there to its end
sweep          `gandyn.sweep` and the object that it returns
=============  ====================================================================================
"""
