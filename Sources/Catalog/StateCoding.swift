import Schema

extension CatalogEdit {
    var stored: JSONValue {
        var fields = CatalogFields()
        fields.set("nextID", nextID)
        fields.set("changes", changes.map(\.stored))
        return fields.value
    }

    init(stored value: JSONValue) throws(PayloadError) {
        var object = try CatalogObject(value, "$")
        nextID = try object.number("nextID")
        guard case .array(let elements)? = object.takeValue("changes") else {
            throw .malformed("$.changes is not an array")
        }
        changes = []
        for (index, element) in elements.enumerated() {
            changes.append(try CatalogChange(stored: element, "$.changes[\(index)]"))
        }
        try object.finish()
    }
}

extension CatalogState {
    /// The whole state, entries in the order of their numbers or names.
    var stored: JSONValue {
        var fields = CatalogFields()
        fields.set("nextID", nextID)
        fields.set("topics", topics.values.sorted { $0.id < $1.id }.map(\.stored))
        fields.set("schemas", schemas.values.sorted { $0.name < $1.name }.map(\.stored))
        fields.set("tables", tables.values.sorted { $0.id < $1.id }.map(\.stored))
        return fields.value
    }

    init(stored value: JSONValue, editNumber: UInt64) throws(PayloadError) {
        var object = try CatalogObject(value, "$")
        self.init()
        self.editNumber = editNumber
        nextID = try object.number("nextID")
        for element in try object.objects("topics") {
            let topic = try TopicEntry(stored: element)
            let isRepeated =
                topics.updateValue(topic, forKey: topic.id) != nil
                || topicIDs.updateValue(topic.id, forKey: topic.name) != nil
            if isRepeated { throw .malformed("\(element.path) is a topic that was there before") }
        }
        for element in try object.objects("schemas") {
            let schema = try SchemaEntry(stored: element)
            if schemas.updateValue(schema, forKey: schema.name) != nil {
                throw .malformed("\(element.path) is a schema that was there before")
            }
        }
        for element in try object.objects("tables") {
            let table = try TableEntry(stored: element)
            let isRepeated =
                tables.updateValue(table, forKey: table.id) != nil
                || tableIDs.updateValue(table.id, forKey: table.name) != nil
            if isRepeated { throw .malformed("\(element.path) is a table that was there before") }
        }
        try object.finish()
    }
}
