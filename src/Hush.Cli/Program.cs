Console.WriteLine("hush");
