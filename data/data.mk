# The database schema becomes part of the program.
$(B)/data/schema.inc: data/schema.sql data/schema.awk
	@mkdir -p $(@D)
	awk -f data/schema.awk data/schema.sql >$@
$(B)/data/store.o $(B)/data/store_open.o: $(B)/data/schema.inc
$(B)/data/%.o: ALL_CPP += -I$(B)
