"""What the columns of a source become: fields of records, each understood by its rule."""
